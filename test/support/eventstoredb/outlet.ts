import type { ServerWritableStream } from '@grpc/grpc-js'
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import { afterEventsOf, type Fault } from './faults.js'
import type { Node } from './node.js'
import type { Problem } from './problems.js'
import { problemOf } from './strike.js'

export type ReadCall = ServerWritableStream<ReadReq, Buffer>

/** The way out to one reader, with its back-pressure and the fault that strikes it. */
export interface Outlet {
  /** False: the reader's window is full; wait for `onRoom`. */
  message(bytes: Buffer): boolean
  event(bytes: Buffer): boolean
  isClosed(): boolean
  onRoom(run: () => void): void
  onClosed(run: () => void): void
  end(): void
  fail(problem: Problem): void
}

export const outlet = (node: Node, call: ReadCall, fault: Fault | undefined): Outlet => {
  let closed = false
  let eventsUntilFault = afterEventsOf(fault)
  const closings = new Set<() => void>()

  const close = (): void => {
    if (closed) return
    closed = true
    for (const run of closings) run()
  }
  call.on('cancelled', close)
  call.on('close', close)

  const fail = (problem: Problem): void => {
    if (closed) return
    close()
    call.emit('error', problem)
  }

  const strike = (): void => {
    const problem = problemOf(node, fault)
    if (problem !== undefined) fail(problem)
    else node.drop(call.getPeer())
    close()
  }

  const message = (bytes: Buffer): boolean => !closed && call.write(bytes)

  const event = (bytes: Buffer): boolean => {
    if (eventsUntilFault === 0) {
      strike()
      return false
    }
    if (eventsUntilFault !== undefined) eventsUntilFault -= 1
    if (fault?.kind === 'answerTwice') message(bytes)
    return message(bytes)
  }

  return {
    message,
    event,
    isClosed: () => closed,
    onRoom: (run) => {
      call.once('drain', () => node.whenAwake(run))
    },
    onClosed: (run) => {
      closings.add(run)
    },
    end: () => {
      if (closed) return
      if (eventsUntilFault === 0) strike()
      else call.end()
    },
    fail,
  }
}
