/** Milliseconds after which a server ends what its client no longer keeps alive. */
export interface Liveness {
  /** Of a session that asks nothing. */
  readonly silentMs?: number
}

const CHECK_MS = 250

/**
 * So that the server notices by itself when a client is gone. Killed: at once while it waits, within 250 ms during a
 * statement. Frozen: after `silentMs`. Behind a network that drops everything: after some 12 s of unanswered probes,
 * should nothing else tell before. A setting that the server does not have, or not on its platform, stays as it is.
 */
export const livenessSql = ({ silentMs }: Liveness = {}): string => {
  const settings: Readonly<Record<string, number>> = {
    client_connection_check_interval: CHECK_MS,
    tcp_keepalives_idle: 6,
    tcp_keepalives_interval: 2,
    tcp_keepalives_count: 3,
    ...(silentMs === undefined ? {} : { idle_session_timeout: silentMs }),
  }
  const each = Object.entries(settings).map(
    ([name, value]) =>
      `BEGIN PERFORM set_config('${name}', '${value}', false); EXCEPTION WHEN OTHERS THEN NULL; END;`,
  )
  return `DO $$ BEGIN ${each.join(' ')} END $$`
}
