import { describe, expect, test } from 'vitest'
import type { Claims, WorkerSession } from '../../src/application/claims.js'

/** What all kinds of claims owe. `open` gives those of a database where nobody is; `end` ends a worker from outside. */
export const claimsContract = (
  kind: string,
  open: () => { readonly claims: Claims; readonly end: (id: string) => Promise<void> },
): void => {
  const ended = (session: WorkerSession): Promise<void> => expect.poll(() => session.lost.aborted).toBe(true)

  const sightOf = async (session: WorkerSession) =>
    (await session.posts()).map(({ name, candidates, owner }) => [name, candidates.toSorted(), owner]).sort()

  describe(`claims (${kind})`, () => {
    test('are had by one worker at a time', async () => {
      const { claims } = open()
      const [a, b] = [await claims.join(), await claims.join()]
      expect(a.id).not.toBe(b.id)
      expect((await a.take(['one', 'two'])).toSorted()).toEqual(['one', 'two'])
      expect(await b.take(['two', 'three'])).toEqual(['three'])
      await a.release(['two'])
      expect(await b.take(['one', 'two'])).toEqual(['two'])
      a.close()
      b.close()
    })

    test('go to one of many who take at once', async () => {
      const { claims } = open()
      const workers = await Promise.all(Array.from({ length: 6 }, () => claims.join()))
      const taken = await Promise.all(workers.map((worker) => worker.take(['one', 'two', 'three'])))
      expect(taken.flat().toSorted()).toEqual(['one', 'three', 'two'])
      workers.forEach((worker) => {
        worker.close()
      })
    })

    test('are free when their worker closes', async () => {
      const { claims } = open()
      const [a, b] = [await claims.join(), await claims.join()]
      await a.take(['one'])
      a.close()
      expect(a.lost.aborted).toBe(true)
      await expect.poll(() => b.take(['one'])).toEqual(['one'])
      await expect(a.take(['two'])).rejects.toThrow()
      b.close()
    })

    test('are free when their worker is ended, and it is told', async () => {
      const { claims, end } = open()
      const [a, b] = [await claims.join(), await claims.join()]
      await a.take(['one'])
      await end(a.id)
      await ended(a)
      await expect.poll(() => b.take(['one'])).toEqual(['one'])
      await expect(a.posts()).rejects.toThrow()
      b.close()
    })

    test('show everybody who offers what, and who owns it', async () => {
      const { claims } = open()
      const [a, b] = [await claims.join(), await claims.join()]
      await a.offer(['one', 'two'])
      await b.offer(['two', 'one'])
      await a.take(['one'])
      const both = [a.id, b.id].sort()
      expect(await sightOf(a)).toEqual([
        ['one', both, a.id],
        ['two', both, undefined],
      ])
      expect(await sightOf(b)).toEqual(await sightOf(a))
      expect((await a.posts()).map(({ key }) => key).sort()).toEqual(
        (await b.posts()).map(({ key }) => key).sort(),
      )
      await b.offer(['two'])
      expect(await sightOf(a)).toEqual([
        ['one', [a.id], a.id],
        ['two', both, undefined],
      ])
      a.close()
      b.close()
    })
  })
}
