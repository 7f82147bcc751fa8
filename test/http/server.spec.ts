import { once } from 'node:events'
import { createServer, get, type RequestListener } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { isLeft } from '../../src/fp.js'
import { listen, type Listening, type ListenOptions } from '../../src/http/index.js'

const hello: RequestListener = (_, response) => {
  response.end('hello')
}

const open: Array<Listening> = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((listening) => listening.close()))
})

const listening = async (options: Partial<ListenOptions> = {}): Promise<Listening> => {
  const outcome = await listen({ app: hello, port: 0, ...options })
  if (isLeft(outcome)) throw new Error(outcome.left.type)
  open.push(outcome.right)
  return outcome.right
}
const refusal = async (options: Partial<ListenOptions>) => {
  const outcome = await listen({ app: hello, port: 0, ...options })
  return isLeft(outcome) ? outcome.left : undefined
}

/** With a Host header of our choice, which `fetch` does not allow. */
const statusFor = async (url: string, host: string): Promise<number | undefined> => {
  const request = get(url, { headers: { host }, agent: false })
  const [response] = (await once(request, 'response')) as [{ statusCode?: number; resume: () => void }]
  response.resume()
  return response.statusCode
}

describe('listening', () => {
  test.each([
    '0.0.0.0',
    '::',
    '',
    '192.168.1.10',
    '127.0.0.2',
    'example.com',
    'localhost.example.com',
    '::ffff:0.0.0.0',
  ])('on %j is refused: whoever comes could not be told apart', async (host) => {
    expect(await refusal({ host })).toEqual({ type: 'AuthenticationMissing', host })
  })

  test.each(['127.0.0.1', 'localhost'])('on %s answers', async (host) => {
    const { url, port } = await listening({ host })
    expect(url).toBe(`http://${host}:${port}`)
    expect(await (await fetch(url)).text()).toBe('hello')
  })

  test.each([-1, 65_536, 1.5, Number.NaN])('on port %d is refused', async (port) => {
    expect(await refusal({ port })).toEqual({ type: 'InvalidPort', port })
  })

  test('on a port in use is refused, or goes on to the next free one where that is asked for', async () => {
    const { port } = await listening()
    expect(await refusal({ port })).toEqual({ type: 'PortInUse', port })
    const next = await listening({ port, portIsFixed: false })
    expect(next.port).toBeGreaterThan(port)
    expect(await (await fetch(next.url)).text()).toBe('hello')
  })
})

describe('a page of another site', () => {
  test('cannot read us through a name of its own that points here', async () => {
    const { url, port } = await listening()
    expect(await statusFor(url, `evil.example:${port}`)).toBe(421)
    expect(await statusFor(url, '127.0.0.1.evil.example')).toBe(421)
  })

  test('does not keep our own names from working', async () => {
    const { url, port } = await listening()
    for (const host of [`127.0.0.1:${port}`, 'LOCALHOST', 'localhost:3000', '[::1]:3000', '[::1]']) {
      expect(await statusFor(url, host), host).toBe(200)
    }
  })
})

describe('closing', () => {
  test('lets a request finish that is under way', async () => {
    let finish: (() => void) | undefined
    const { url, close } = await listening({
      app: (_, response) => {
        finish = () => response.end('done')
      },
    })
    const answer = fetch(url).then((response) => response.text())
    await expect.poll(() => finish).toBeDefined()
    const closed = close()
    finish?.()
    expect(await answer).toBe('done')
    await closed
  })

  test('does not wait for one that hangs, nor for connections that say nothing', async () => {
    const { url, port, close } = await listening({ app: () => undefined })
    const silent = connect(port, '127.0.0.1')
    await once(silent, 'connect')
    const hanging = fetch(url).then(
      () => 'answered',
      () => 'ended',
    )
    await new Promise((resolve) => setTimeout(resolve, 50))
    await Promise.all([close(), close()])
    expect(await hanging).toBe('ended')
    const again = createServer(hello)
    await once(again.listen(port, '127.0.0.1'), 'listening')
    again.close()
  })
})
