import type { Code as StatusCode } from '@eventstore/db-client/generated/code_pb.js'
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js'
import type { BatchAppendResp as Resp } from '@eventstore/db-client/generated/streams_pb.js'
import type { Expected } from './commitCheck.js'
import type { WriteOutcome } from './log.js'
import {
  AccessDenied,
  AllStreamPosition,
  Any,
  BadRequest,
  BatchAppendResp,
  Code,
  GoogleEmpty,
  MaximumAppendSizeExceeded,
  Status,
  StreamDeleted,
  Timeout,
  WrongExpectedVersion,
  identifierOf,
} from './wire.js'

/** Which append an answer is for. */
export interface Asked {
  readonly correlationId: UUID
  readonly stream: string
  readonly expected: Expected
}

/** A google.rpc.Status with its details. */
export interface Refusal {
  readonly code: StatusCode
  readonly message: string
  readonly typeName: string
  readonly details: Uint8Array
}

const PACKAGE = 'event_store.client'

const refusal = (
  code: StatusCode,
  message: string,
  name: string,
  details: { serializeBinary(): Uint8Array },
): Refusal => ({
  code,
  message,
  typeName: `${PACKAGE}.${name}`,
  details: details.serializeBinary(),
})

export const ACCESS_DENIED = refusal(
  Code.PERMISSION_DENIED,
  'Access Denied',
  'AccessDenied',
  new AccessDenied(),
)
export const TIMEOUT = refusal(Code.DEADLINE_EXCEEDED, 'Timeout', 'Timeout', new Timeout())
export const NOT_READY: Refusal = {
  code: Code.UNAVAILABLE,
  message: 'Server Is Not Ready',
  typeName: 'google.protobuf.Empty',
  details: new GoogleEmpty().serializeBinary(),
}

export const badRequest = (message: string): Refusal =>
  refusal(Code.INVALID_ARGUMENT, message, 'BadRequest', new BadRequest().setMessage(message))

export const tooLarge = (bytesMax: number): Refusal =>
  refusal(
    Code.INVALID_ARGUMENT,
    'Maximum Append Size Exceeded',
    'MaximumAppendSizeExceeded',
    new MaximumAppendSizeExceeded().setMaxappendsize(bytesMax),
  )

const deleted = (stream: string): Refusal =>
  refusal(
    Code.NOT_FOUND,
    'Stream Is Deleted',
    'StreamDeleted',
    new StreamDeleted().setStreamIdentifier(identifierOf(stream)),
  )

const wrongVersion = (expected: Expected, actual: bigint | 'no_stream'): Refusal => {
  const details = new WrongExpectedVersion()
  if (actual === 'no_stream') details.setCurrentNoStream(new GoogleEmpty())
  else details.setCurrentStreamRevision(actual.toString())
  if (expected === 'any') details.setExpectedAny(new GoogleEmpty())
  else if (expected === 'no_stream') details.setExpectedNoStream(new GoogleEmpty())
  else if (expected === 'stream_exists') details.setExpectedStreamExists(new GoogleEmpty())
  else details.setExpectedStreamPosition(expected.toString())
  return refusal(Code.ALREADY_EXISTS, 'Wrong Expected Version', 'WrongExpectedVersion', details)
}

const about = ({ correlationId, stream, expected }: Asked): Resp => {
  const answer = new BatchAppendResp()
    .setCorrelationId(correlationId)
    .setStreamIdentifier(identifierOf(stream))
  if (expected === 'any') return answer.setAny(new GoogleEmpty())
  if (expected === 'no_stream') return answer.setNoStream(new GoogleEmpty())
  if (expected === 'stream_exists') return answer.setStreamExists(new GoogleEmpty())
  return answer.setStreamPosition(expected.toString())
}

export const refused = (asked: Asked, { code, message, typeName, details }: Refusal): Resp => {
  const any = new Any()
  any.pack(details, typeName)
  return about(asked).setError(new Status().setCode(code).setMessage(message).setDetails(any))
}

export const answered = (asked: Asked, outcome: WriteOutcome): Resp => {
  if (outcome.kind === 'streamDeleted') return refused(asked, deleted(asked.stream))
  if (outcome.kind === 'wrongExpectedVersion') {
    return refused(asked, wrongVersion(outcome.expected, outcome.actual))
  }
  const success = new BatchAppendResp.Success()
  if (outcome.revision === undefined) success.setNoStream(new GoogleEmpty())
  else success.setCurrentRevision(outcome.revision.toString())
  if (outcome.position === undefined) success.setNoPosition(new GoogleEmpty())
  else {
    const text = outcome.position.toString()
    success.setPosition(new AllStreamPosition().setCommitPosition(text).setPreparePosition(text))
  }
  return about(asked).setSuccess(success)
}
