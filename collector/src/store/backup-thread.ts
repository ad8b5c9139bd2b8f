import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'

const { source, target } = workerData as { source: string; target: string }
const db = new DatabaseSync(source, { readOnly: true, timeout: 5000 })
db.prepare('VACUUM INTO ?').run(target)
db.close()
