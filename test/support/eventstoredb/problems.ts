import { Metadata, status, type ServiceError } from '@grpc/grpc-js'

/** An error of the kind that grpc-js sends as trailers. */
export type Problem = Pick<ServiceError, 'code' | 'details' | 'metadata'> & Error

export const problem = (
  code: status,
  details: string,
  trailers: Readonly<Record<string, string>> = {},
): Problem => {
  const metadata = new Metadata()
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value)
  return Object.assign(new Error(details), { code, details, metadata })
}

const exception = (
  code: status,
  name: string,
  details: string,
  keys: Readonly<Record<string, string>> = {},
): Problem => problem(code, details, { exception: name, ...keys })

export interface Endpoint {
  readonly host: string
  readonly port: number
}

export const notLeader = (leader: Endpoint): Problem =>
  exception(status.NOT_FOUND, 'not-leader', 'Leader info available', {
    'leader-endpoint-host': leader.host,
    'leader-endpoint-port': leader.port.toString(),
  })

export const accessDenied = (): Problem =>
  exception(status.PERMISSION_DENIED, 'access-denied', 'Access Denied')

export const unauthenticated = (): Problem => problem(status.UNAUTHENTICATED, 'Unauthenticated')

export const streamDeleted = (stream: string): Problem =>
  exception(status.FAILED_PRECONDITION, 'stream-deleted', `Event stream '${stream}' is deleted.`, {
    'stream-name': stream,
  })

export const wrongExpectedVersion = (
  stream: string,
  expected: bigint,
  actual: bigint | 'no_stream',
): Problem =>
  exception(
    status.FAILED_PRECONDITION,
    'wrong-expected-version',
    `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      'stream-name': stream,
      'expected-version': expected.toString(),
      'actual-version': actual === 'no_stream' ? '' : actual.toString(),
    },
  )

export const appendTooLarge = (bytesMax: number): Problem =>
  exception(
    status.INVALID_ARGUMENT,
    'maximum-append-size-exceeded',
    `Maximum Append Size of ${bytesMax} Exceeded.`,
    { 'maximum-append-size': bytesMax.toString() },
  )

export const missingMetadata = (properties: ReadonlyArray<string>): Problem =>
  exception(
    status.INVALID_ARGUMENT,
    'missing-required-metadata-property',
    `Required Metadata Property '${properties.join(',')}' is missing`,
    { 'required-metadata-properties': properties.join(',') },
  )

export const invalidArgument = (details: string): Problem => problem(status.INVALID_ARGUMENT, details)

export const unavailable = (): Problem => problem(status.UNAVAILABLE, 'Server Is Not Ready')

export const timedOut = (): Problem => problem(status.ABORTED, 'Operation timed out: timeout')

export const consumerTooSlow = (): Problem =>
  problem(
    status.ABORTED,
    'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
  )
