import type { Connection, PoolClient, Submittable } from 'pg'

/** Those parts of the driver's connection that carry a COPY; its types leave them out. */
type Copying = Connection & {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** What the driver tells whoever is at work on a connection. */
interface CopyWork extends Submittable {
  handleCopyInResponse(connection: Copying): void
  handleCommandComplete(): void
  handleReadyForQuery(): void
  handleError(error: Error): void
}

/** Sends these bytes to `COPY … FROM STDIN`; rejects when Postgres refuses them or is lost. */
export const copyIn = (client: PoolClient, sql: string, chunks: ReadonlyArray<Buffer>): Promise<void> =>
  new Promise((resolve, reject) => {
    const work: CopyWork = {
      submit: (connection: Connection) => {
        connection.query(sql)
      },
      handleCopyInResponse: (connection) => {
        for (const chunk of chunks) connection.sendCopyFromChunk(chunk)
        connection.endCopyFrom()
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: resolve,
      handleError: reject,
    }
    client.query(work)
  })
