import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openEmbeddedPostgres } from '../../src/adapters/embedded-postgres/index.js'
import { compileSources } from './compiled.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a server on which tests may create databases. */
    readonly databaseUrl: string
    /** Of the command line, compiled for this run. */
    readonly cliMain: string
    /** Of what `openEmbedded` does, as a program. */
    readonly openEmbeddedMain: string
  }
}

const prefix = 'comptoir-test-'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const open = (directory: string) =>
  openEmbeddedPostgres({ dataDir: join(directory, 'data'), unsafeFast: true, log: () => undefined })

const discard = async (directory: string, { dataDir, close }: Awaited<ReturnType<typeof open>>) => {
  await close()
  await rm(dataDir, { recursive: true, force: true })
  await rm(directory, { recursive: true, force: true })
}

/** A run that was killed leaves its server running: end it. */
const discardAbandoned = async (): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = name.match(/^comptoir-test-(\d+)-/) ?? []
    if (pid === undefined || isAlive(Number(pid))) continue
    const directory = join(tmpdir(), name)
    await open(directory).then(
      (postgres) => discard(directory, postgres),
      () => undefined,
    )
  }
}

/** One Postgres for the whole run: COMPTOIR_TEST_DATABASE_URL if set, else an embedded one that leaves nothing behind. */
const providePostgres = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const given = process.env['COMPTOIR_TEST_DATABASE_URL']
  if (given !== undefined && given !== '') {
    provide('databaseUrl', given)
    return () => Promise.resolve()
  }
  await discardAbandoned()
  const directory = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  await chmod(directory, 0o711)
  const postgres = await open(directory)
  provide('databaseUrl', postgres.url)
  return () => discard(directory, postgres)
}

/** What all tests of a run share. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const end = await providePostgres(project)
  const compiled = await compileSources(['src', 'test/support'])
  project.provide('cliMain', compiled.main)
  project.provide('openEmbeddedMain', compiled.path('test/support/openEmbedded.ts'))
  return async () => {
    await compiled.discard()
    await end()
  }
}
