import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** What a name server says to a question: its type (A is 1, AAAA is 28) and the message as it came. Null says nothing. */
export type Answering = (type: number, query: Buffer) => Buffer | null

/** A name server on loopback that answers as told; gone with the test. The address is as a resolver takes it. */
export async function startNameServer(answering: Answering): Promise<{ address: string; asked: number[] }> {
  const socket = createSocket('udp4')
  const asked: number[] = []
  socket.on('message', (query, { port, address }) => {
    const type = query.readUInt16BE(endOfName(query))
    asked.push(type)
    const answer = answering(type, query)
    if (answer !== null) socket.send(answer, port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return { address: `127.0.0.1:${socket.address().port}`, asked }
}

/** A well-formed answer to a query (RFC 1035, section 4): the given addresses, four or sixteen bytes each, or only a response code. */
export function answerTo(query: Buffer, addresses: Buffer[], code = 0): Buffer {
  const question = query.subarray(12, endOfName(query) + 4)
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8180 | code, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(addresses.length, 6)
  const records = addresses.map(address => {
    const record = Buffer.alloc(12)
    // The name is the question's, at byte 12.
    record.writeUInt16BE(0xc00c, 0)
    record.writeUInt16BE(address.length === 4 ? 1 : 28, 2)
    record.writeUInt16BE(1, 4)
    record.writeUInt32BE(60, 6)
    record.writeUInt16BE(address.length, 10)
    return Buffer.concat([record, address])
  })
  return Buffer.concat([header, question, ...records])
}

/** Where the question's type stands. */
function endOfName(query: Buffer): number {
  let at = 12
  while (query[at]! > 0) at += query[at]! + 1
  return at + 1
}
