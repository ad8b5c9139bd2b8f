#!/usr/bin/env node
import { main } from './cli/program.ts'

// Not awaited at top level: the bundle is CommonJS, which knows no such thing.
void main(process.argv.slice(2), process.env).then(exitCode => {
  process.exitCode = exitCode
})
