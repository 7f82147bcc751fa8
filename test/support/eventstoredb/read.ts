import { isBoundary, readAll, readStream } from './logReads.js'
import { afterEventsOf, type Fault } from './faults.js'
import { linkResolver } from './links.js'
import { admit, type Admission, type Node } from './node.js'
import { outlet, type Outlet, type ReadCall } from './outlet.js'
import * as problems from './problems.js'
import type { LogRecord } from './records.js'
import { ALL, invalidPosition, orderOf, type ReadOrder } from './readOrder.js'
import { problemOf } from './strike.js'
import { subscribe } from './subscriptions.js'
import { ReadResp, identifierOf } from './wire.js'

const notFound = (stream: string): Buffer => {
  const answer = new ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream))
  return Buffer.from(new ReadResp().setStreamNotFound(answer).serializeBinary())
}

const sendEvents = (
  out: Outlet,
  records: ReadonlyArray<LogRecord>,
  bytesOf: (record: LogRecord) => Buffer,
): void => {
  let next = 0
  const pump = (): void => {
    while (next < records.length) {
      if (out.isClosed()) return
      const hasRoom = out.event(bytesOf(records[next]!))
      next += 1
      if (!hasRoom) {
        out.onRoom(pump)
        return
      }
    }
    out.end()
  }
  pump()
}

const answer = (node: Node, { options, stream, from, direction }: ReadOrder, out: Outlet): void => {
  const { log } = node
  const count = BigInt(options.getCount())
  const bytesOf = linkResolver(log, options.getResolveLinks())
  if (stream === ALL) {
    if (typeof from === 'bigint' && !isBoundary(log, from)) {
      out.fail(invalidPosition(node))
      return
    }
    sendEvents(out, readAll(log, { direction, from, count }), bytesOf)
    return
  }
  const records = readStream(log, { stream, direction, from, count, nowMs: node.nowMs() })
  if (records === 'deleted') {
    out.fail(problems.streamDeleted(stream))
    return
  }
  if (records !== 'notFound') {
    sendEvents(out, records, bytesOf)
    return
  }
  out.message(notFound(stream))
  out.end()
}

const refusalOf = (
  node: Node,
  { caller, problem }: Admission,
  stream: string,
): problems.Problem | undefined =>
  problem ?? (node.access.may(caller, '$r', stream) ? undefined : problems.accessDenied())

/** The faults that strike at once; those that come after some events are left to the outlet. */
const start = (node: Node, call: ReadCall, fault: Fault | undefined, out: Outlet, run: () => void): void => {
  if (fault === undefined || afterEventsOf(fault) !== undefined) {
    run()
    return
  }
  const problem = problemOf(node, fault)
  if (problem !== undefined) out.fail(problem)
  else if (fault.kind === 'dropConnection') node.drop(call.getPeer())
  else if (fault.kind === 'answerLate') setTimeout(() => node.whenAwake(run), fault.ms)
  else if (fault.kind !== 'answerNever') run()
}

/** Reads a stream or the log, once or for ever. */
export const read =
  (node: Node) =>
  (call: ReadCall): void => {
    const admission = admit(node, call)
    const options = call.request.getOptions()
    if (options === undefined) {
      call.emit('error', problems.invalidArgument('No options.'))
      return
    }
    const order = orderOf(options)
    const { stream, from, direction } = order
    const isSubscription = options.hasSubscription()
    node.note({
      method: isSubscription ? 'Subscribe' : 'Read',
      stream,
      from,
      ...(isSubscription ? {} : { direction, count: BigInt(options.getCount()) }),
      ...admission.origin,
    })
    const fault = node.faults.take(isSubscription ? 'subscribe' : 'read')
    const out = outlet(node, call, fault)
    const refusal = refusalOf(node, admission, stream)
    if (refusal !== undefined) {
      out.fail(refusal)
      return
    }
    const run = (): void => (isSubscription ? subscribe(node, order, out) : answer(node, order, out))
    start(node, call, fault, out, run)
  }
