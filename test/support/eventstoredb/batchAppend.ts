import type { ServerDuplexStream } from '@grpc/grpc-js'
import type { BatchAppendReq, BatchAppendResp as Resp } from '@eventstore/db-client/generated/streams_pb.js'
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js'
import * as answers from './batchAnswers.js'
import type { Expected } from './commitCheck.js'
import { admit, type Admission, type Node } from './node.js'
import { eventOf, expectedOf, sizeOfProposed } from './proposals.js'
import type { ProposedEvent } from './records.js'
import { carryOut } from './strike.js'
import { nameOf, uuidText } from './wire.js'

type Call = ServerDuplexStream<BatchAppendReq, Resp>

/** One append whose chunks are coming in. */
interface Gathering {
  readonly correlationId: UUID
  readonly stream: string
  readonly expected: Expected
  readonly deadlineMs: number
  readonly events: Array<ProposedEvent>
  bytes: number
  /** Found in an earlier chunk; told once the last one is in. */
  refusal: answers.Refusal | undefined
  timer: NodeJS.Timeout | undefined
}

const TIMER_MS_MAX = 2_147_483_647

const begin = (request: BatchAppendReq, correlationId: UUID): Gathering | undefined => {
  const options = request.getOptions()
  if (options === undefined) return undefined
  return {
    correlationId,
    stream: nameOf(options.getStreamIdentifier()),
    expected: expectedOf(options, () => options.getStreamPosition()),
    deadlineMs: options.getDeadline()?.toDate().getTime() ?? Number.POSITIVE_INFINITY,
    events: [],
    bytes: 0,
    refusal: undefined,
    timer: undefined,
  }
}

const gather = (into: Gathering, request: BatchAppendReq, maxAppendBytes: number): void => {
  for (const message of request.getProposedMessagesList()) {
    const read = eventOf(message)
    if (read.kind === 'event') {
      into.events.push(read.event)
      into.bytes += sizeOfProposed(read.event)
    } else if (read.kind === 'badId') {
      into.refusal ??= answers.badRequest('An event id is not a UUID.')
    } else {
      into.refusal ??= answers.badRequest(`Required metadata ${read.properties.join(', ')} is missing.`)
    }
  }
  if (into.bytes > maxAppendBytes) into.refusal ??= answers.tooLarge(maxAppendBytes)
}

const finish = (node: Node, call: Call, { caller, origin }: Admission, of: Gathering): void => {
  const { stream, expected, events } = of
  node.note({ method: 'BatchAppend', stream, expected, ids: events.map(({ id }) => id), ...origin })
  const send = (answer: Resp): void => {
    if (!call.destroyed && !call.writableEnded) call.write(answer)
  }
  const refuse = (refusal: answers.Refusal): void => send(answers.refused(of, refusal))
  if (!node.access.may(caller, '$w', stream)) {
    refuse(answers.ACCESS_DENIED)
    return
  }
  if (of.refusal !== undefined) {
    refuse(of.refusal)
    return
  }
  carryOut(node, 'append', call, {
    store: () => node.log.append(stream, expected, events),
    answer: (outcome) => send(answers.answered(of, outcome)),
    fail: ({ kind }, problem) => {
      if (kind === 'timeout') refuse(answers.TIMEOUT)
      else if (kind === 'notReady') refuse(answers.NOT_READY)
      else if (kind === 'accessDenied') refuse(answers.ACCESS_DENIED)
      else call.emit('error', problem)
    },
  })
}

/** Appends one after the other on one long-lived stream, each known by its correlation id. */
export const batchAppend =
  (node: Node) =>
  (call: Call): void => {
    const admission = admit(node, call)
    node.note({ method: 'OpenBatchAppend', ...admission.origin })
    const open = new Map<string, Gathering>()
    let over = false

    const conclude = (key: string, gathering: Gathering): void => {
      clearTimeout(gathering.timer)
      open.delete(key)
      finish(node, call, admission, gathering)
    }

    /** An append whose chunks are not complete by its deadline is answered then. */
    const expire = (key: string, gathering: Gathering): void => {
      const left = gathering.deadlineMs - node.nowMs()
      if (left > TIMER_MS_MAX) return
      gathering.timer = setTimeout(() => {
        gathering.refusal ??= answers.TIMEOUT
        conclude(key, gathering)
      }, left)
    }

    const take = (request: BatchAppendReq): void => {
      const correlationId = request.getCorrelationId()
      if (over || correlationId === undefined) return
      const key = uuidText(correlationId) ?? correlationId.getString()
      const gathering = open.get(key) ?? begin(request, correlationId)
      if (gathering === undefined) return
      open.set(key, gathering)
      gather(gathering, request, node.maxAppendBytes)
      if (node.nowMs() > gathering.deadlineMs) gathering.refusal ??= answers.TIMEOUT
      if (request.getIsFinal()) conclude(key, gathering)
      else if (gathering.timer === undefined) expire(key, gathering)
    }

    const stop = (): void => {
      over = true
      for (const { timer } of open.values()) clearTimeout(timer)
      open.clear()
    }

    call.on('error', stop)
    call.on('cancelled', stop)
    call.on('end', () => call.end())
    if (admission.problem === undefined) call.on('data', take)
    else call.emit('error', admission.problem)
  }
