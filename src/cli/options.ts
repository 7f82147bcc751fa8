import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings'
import { isSchemaName } from '../adapters/postgres/schemaName.js'
import { SHARDS_MAX } from '../application/shard.js'
import { UsageError } from './failure.js'

const schemaName = (text: string): string => {
  if (!isSchemaName(text))
    throw new InvalidArgumentError('It must be 1 to 63 of a-z 0-9 _ and begin with a letter or _.')
  return text
}

const portNumber = (text: string): number => {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be 0 to 65535.')
  return port
}

const loopback = (text: string): string => {
  if (!['127.0.0.1', '::1', 'localhost'].includes(text))
    throw new InvalidArgumentError(
      'Callers are not authenticated yet, so only loopback is served: 127.0.0.1, ::1 or localhost.',
    )
  return text
}

/** What every command takes. */
export const databaseCommand = (name: string) =>
  new Command(name)
    .addOption(
      new Option(
        '--data <directory>',
        'where the embedded database and the master key lie (default: .comptoir)',
      ).env('COMPTOIR_DATA'),
    )
    .addOption(
      new Option('--database-url <url>', 'use this Postgres server instead of the embedded one').env(
        'COMPTOIR_DATABASE_URL',
      ),
    )
    .addOption(
      new Option('--schema <name>', 'schema that holds everything')
        .env('COMPTOIR_SCHEMA')
        .default('comptoir')
        .argParser(schemaName),
    )
    .option('--json', 'print the result as one JSON object')
    .option('--quiet', 'say nothing of what goes on')
    .option('--no-color', 'print without colour')

export interface DatabaseOptions {
  readonly data?: string | undefined
  readonly databaseUrl?: string | undefined
  readonly schema: string
}

/** What commands take besides that read events. */
export const storeCommand = (name: string) =>
  databaseCommand(name)
    .addOption(
      new Option(
        '--event-store <url>',
        'keep events in this EventStoreDB, such as esdb://host:2113, and only the read models in Postgres',
      ).env('COMPTOIR_EVENT_STORE'),
    )
    .addOption(
      new Option('--stream-prefix <name_>', 'what our streams there begin with, such as shop1_').env(
        'COMPTOIR_STREAM_PREFIX',
      ),
    )

export interface StoreOptions extends DatabaseOptions {
  readonly eventStore?: string | undefined
  readonly streamPrefix?: string | undefined
}

/** What commands take besides that write. */
export const writingCommand = (name: string) =>
  storeCommand(name).option('--no-migrate', 'leave the tables as they are; fails where they are too old')

const shardCount = (text: string): number => {
  const shards = Number(text)
  if (!/^\d{1,2}$/.test(text) || shards < 1 || shards > SHARDS_MAX)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${SHARDS_MAX}.`)
  return shards
}

/** What serving commands take besides. */
export const serviceCommand = (name: string) =>
  writingCommand(name)
    .addOption(
      new Option('--port <number>', 'HTTP port (default: 3000, or the next free one)')
        .env('COMPTOIR_PORT')
        .argParser(portNumber),
    )
    .addOption(
      new Option('--host <address>', 'loopback address to listen on')
        .default('127.0.0.1')
        .argParser(loopback),
    )
    .addOption(
      new Option(
        '--shards <number>',
        'divide each read model into so many parts, 1 to 64, which several processes share (default: as it is)',
      ).argParser(shardCount),
    )

export interface ServiceOptions extends StoreOptions {
  readonly shards?: number | undefined
  readonly port?: number | undefined
  readonly host: string
}

const SPEED_MAX = 86_400

/** How many times as fast as the real one a clock goes: `3600x` is an hour in a second. */
export const clockSpeed = (text: string): number => {
  const speed = Number(/^([1-9]\d{0,4})x$/.exec(text)?.[1] ?? Number.NaN)
  if (Number.isNaN(speed) || speed > SPEED_MAX)
    throw new InvalidArgumentError(`It must be a whole number from 1x to ${SPEED_MAX}x, such as 3600x.`)
  return speed
}

/** The nearest folder upwards that is a project of npm's, else the current one. */
const projectFolder = (cwd: string): string => {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) return cwd
  }
}

export interface DatabaseChoice {
  /** Where the embedded database and the master key lie. */
  readonly dataDir: string
  /** `undefined`: the embedded one. */
  readonly url: string | undefined
  readonly schema: string
}

/** The text is never repeated: there may be a password in it. */
const postgresUrl = (text: string): string => {
  if (URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)) return text
  throw new UsageError('--database-url (COMPTOIR_DATABASE_URL) must be like postgres://user@host:5432/name')
}

/** A flag counts more than the environment: `--data` alone means the embedded database there. Throws `UsageError`. */
export const databaseChoice = (
  { data, databaseUrl, schema }: DatabaseOptions,
  sourceOf: (option: 'data' | 'databaseUrl') => string | undefined,
  cwd: string,
): DatabaseChoice => {
  const isOverruled = sourceOf('data') === 'cli' && sourceOf('databaseUrl') !== 'cli'
  const isEmbedded = databaseUrl === undefined || databaseUrl === '' || isOverruled
  return {
    dataDir: data === undefined || data === '' ? join(projectFolder(cwd), '.comptoir') : resolve(cwd, data),
    url: isEmbedded ? undefined : postgresUrl(databaseUrl),
    schema,
  }
}
