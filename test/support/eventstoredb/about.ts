import { type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js'
import type {
  ClusterInfo as Info,
  MemberInfo as MemberMessage,
} from '@eventstore/db-client/generated/gossip_pb.js'
import type { SupportedMethods as Methods } from '@eventstore/db-client/generated/serverfeatures_pb.js'
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js'
import type { FaultPoint } from './faults.js'
import { admit, type Member, type Node, type NodeState } from './node.js'
import { carryOut } from './strike.js'
import { ClusterInfo, EndPoint, MemberInfo, SupportedMethod, SupportedMethods, UUID } from './wire.js'

const STREAMS = 'event_store.client.streams.streams'
const METHODS = ['read', 'append', 'delete', 'tombstone', 'batchappend'] as const
const FULL_VERSION = { '22.10': '22.10.5.0', '23.10': '23.10.7.0', '24.2': '24.2.0.0' } as const

const STATES: Readonly<Record<NodeState, MemberMessage.VNodeState>> = {
  leader: MemberInfo.VNodeState.LEADER,
  follower: MemberInfo.VNodeState.FOLLOWER,
  readOnlyReplica: MemberInfo.VNodeState.READONLYREPLICA,
}

const methodsOf = (node: Node): Methods => {
  const answer = new SupportedMethods().setEventStoreServerVersion(FULL_VERSION[node.version])
  for (const method of METHODS) {
    if (method === 'batchappend' && !node.supportsBatchAppend) continue
    const supported = new SupportedMethod().setServiceName(STREAMS).setMethodName(method)
    if (method === 'batchappend') supported.addFeatures('deadline_duration')
    if (method === 'read') supported.setFeaturesList(['position', 'events'])
    answer.addMethods(supported)
  }
  return answer
}

const memberInfo = (node: Node, { id, endpoint, state, alive }: Member): MemberMessage =>
  new MemberInfo()
    .setInstanceId(new UUID().setString(id))
    .setTimeStamp((BigInt(node.nowMs()) * 10_000n).toString())
    .setState(STATES[state])
    .setIsAlive(alive)
    .setHttpEndPoint(new EndPoint().setAddress(endpoint.host).setPort(endpoint.port))

const answering =
  <Answer>(node: Node, method: 'GetSupportedMethods' | 'Gossip', point: FaultPoint, answer: () => Answer) =>
  (call: ServerUnaryCall<Empty, Answer>, callback: sendUnaryData<Answer>): void => {
    node.note({ method, ...admit(node, call).origin })
    carryOut(node, point, call, {
      store: () => undefined,
      answer: () => callback(null, answer()),
      fail: (_, failure) => callback(failure),
    })
  }

/** Which methods there are: whether the client may append by BatchAppend. Asked without credentials. */
export const supportedMethods = (
  node: Node,
): ((call: ServerUnaryCall<Empty, Methods>, callback: sendUnaryData<Methods>) => void) =>
  answering(node, 'GetSupportedMethods', 'features', () => methodsOf(node))

/** Who is in the cluster, as seen from here. */
export const gossip = (
  node: Node,
): ((call: ServerUnaryCall<Empty, Info>, callback: sendUnaryData<Info>) => void) =>
  answering(node, 'Gossip', 'gossip', () =>
    new ClusterInfo().setMembersList(node.members().map((member) => memberInfo(node, member))),
  )
