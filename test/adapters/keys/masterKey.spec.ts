import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  loadMasterKey,
  MASTER_KEY_VARIABLE,
  MasterKeyUnusable,
} from '../../../src/adapters/keys/masterKey.js'

const KEY = Buffer.alloc(32, 7)

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comptoir-key-'))
  file = join(folder, 'deep', 'master.key')
})
afterEach(() => rm(folder, { recursive: true }))

const withFile = async (content: string, mode: number): Promise<void> => {
  await mkdir(join(folder, 'deep'))
  await writeFile(file, content)
  await chmod(file, mode)
}

describe('the master key in the environment', () => {
  const inEnv = (base64: string) => loadMasterKey({ env: { [MASTER_KEY_VARIABLE]: base64 }, file })

  test('is used, and no file is made', async () => {
    expect(await inEnv(KEY.toString('base64'))).toEqual(KEY)
    expect(await readdir(folder)).toEqual([])
  })

  test('may end with the newline of the command that made it', async () => {
    expect(await inEnv(`${KEY.toString('base64')}\n`)).toEqual(KEY)
  })

  test.each([
    ['nothing', ''],
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
    ['hex', Buffer.alloc(32).toString('hex')],
    ['rubbish within', `!${KEY.toString('base64')}`],
  ])('is refused when it is %s', async (_, base64) => {
    const failed = inEnv(base64)
    await expect(failed).rejects.toBeInstanceOf(MasterKeyUnusable)
    await expect(failed).rejects.toMatchObject({
      type: 'MasterKeyUnusable',
      source: 'COMPTOIR_MASTER_KEY',
      reason: 'NOT_32_BYTES',
      message: expect.stringContaining('openssl rand -base64 32'),
    })
  })
})

describe('the master key in a file', () => {
  const inFile = () => loadMasterKey({ env: {}, file })

  test('is made at first use, for its owner alone, and is the same ever after', async () => {
    const made = await inFile()
    expect(made).toHaveLength(32)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await inFile()).toEqual(made)
    expect(await readFile(file, 'utf8')).toBe(`${Buffer.from(made).toString('base64')}\n`)
  })

  test('is one key, however many start at once, and leaves nothing else behind', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, inFile))
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1)
    expect(await readdir(join(folder, 'deep'))).toEqual(['master.key'])
  })

  test.each(['640', '604', '660', '644', '601'])('is refused when its permissions are %s', async (mode) => {
    await withFile(KEY.toString('base64'), Number.parseInt(mode, 8))
    await expect(inFile()).rejects.toMatchObject({
      type: 'MasterKeyUnusable',
      source: file,
      reason: 'OPEN_TO_OTHERS',
      message: expect.stringContaining(`chmod 600 ${file}`),
    })
  })

  test.each(['600', '400'])('is read when its permissions are %s', async (mode) => {
    await withFile(KEY.toString('base64'), Number.parseInt(mode, 8))
    expect(await inFile()).toEqual(KEY)
  })

  test.each([
    ['empty', ''],
    ['too short', 'c2hvcnQ='],
    ['raw bytes', KEY.toString('latin1')],
    ['very long', 'A'.repeat(100_000)],
  ])('is refused, not replaced, when it is %s', async (_, content) => {
    await withFile(content, 0o600)
    await expect(inFile()).rejects.toMatchObject({ reason: 'NOT_32_BYTES', source: file })
    expect(await readFile(file, 'utf8')).toBe(content)
  })

  test('is refused when it is a folder', async () => {
    await mkdir(file, { recursive: true })
    await expect(inFile()).rejects.toMatchObject({ reason: 'NOT_A_FILE', source: file })
  })
})
