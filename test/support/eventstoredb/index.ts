/**
 * A stand-in for an EventStoreDB server: a test double that speaks the gRPC of EventStoreDB to the official client over
 * a real socket, keeps its log in memory and breaks in the ways that are asked of it. It is no part of the package and
 * no server to keep data in.
 *
 * What it does was written from a description of the wire: the sources of the server and of the client 6.2.1, and what
 * that client makes of the answers. **None of it has been cross-checked against a real server yet.** Where the
 * description says nothing, it does this:
 *
 * - A position behind the end of the log is only early: reading forwards from there is empty, backwards begins at the
 *   end, a subscription waits until the log has passed it. One before the end where no record begins is an error.
 * - A checkpoint names the last record that was looked at. Every switch to live is told by `caught_up`, and from 24.2
 *   by a checkpoint, if one has not been told there.
 * - Reviving a soft-deleted stream writes its new metadata before the events.
 * - 22.10 is 23.10 without `caught_up`.
 * - 24.2 goes back to catching up when more live events wait for a consumer than 23.10 would keep.
 * - Without `users` nothing is forbidden. With them a call without a name is denied what it asks for, unless `anonymous`.
 * - Followers store for the leader at once, as if forwarding took no time; only calls that require the leader are refused.
 *
 * The client keeps the appends that await an answer in one place for the whole process: a server that stops fails those
 * of all clients. So dispose of clients before their server stops, and stop none while others have appends on their way.
 * Clients of one process also share connections to one address: a new client is no new connection.
 *
 * Not there: persistent subscriptions, projections, users and operations over gRPC, scavenging, replication that lags.
 */
export { startStandIn, type StandIn } from './server.js'
export { startStandInCluster, type StandInCluster } from './cluster.js'
export { startStandInProcess } from './child.js'
export { makeTlsFiles } from './tls.js'
export type { StandInOptions } from './settings.js'
