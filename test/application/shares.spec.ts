import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Post } from '../../src/application/claims.js'
import { sharesOf } from '../../src/application/shares.js'

const post = (key: string, candidates: ReadonlyArray<string>, owner?: string): Post => ({
  key,
  name: key,
  candidates,
  owner,
})

const loads = (shares: ReadonlyMap<string, string>): ReadonlyArray<number> => {
  const counts = new Map<string, number>()
  for (const worker of shares.values()) counts.set(worker, (counts.get(worker) ?? 0) + 1)
  return [...counts.values()].sort()
}

const workers = ['a', 'b', 'c', 'd']
const anyPosts = fc
  .uniqueArray(fc.nat(200), { minLength: 1, maxLength: 24 })
  .chain((keys) =>
    fc.tuple(
      ...keys.map((key) =>
        fc
          .tuple(
            fc.subarray(workers, { minLength: 1 }),
            fc.option(fc.constantFrom(...workers), { nil: undefined }),
          )
          .map(([candidates, owner]) => post(String(key), candidates, owner)),
      ),
    ),
  )

describe('shares', () => {
  test('leave everything to one who is alone', () => {
    const posts = [post('x', ['a'], 'a'), post('y', ['a'])]
    expect([...sharesOf(posts)]).toEqual([
      ['x', 'a'],
      ['y', 'a'],
    ])
  })

  test('give a newcomer as much as the others have, and move nothing else', () => {
    const posts = ['1', '2', '3', '4', '5'].map((key) => post(key, ['a', 'b'], 'a'))
    const shares = sharesOf(posts)
    expect(loads(shares)).toEqual([2, 3])
    const moved = sharesOf(posts.map((each) => ({ ...each, owner: shares.get(each.key) })))
    expect([...moved].sort()).toEqual([...shares].sort())
  })

  test('leave to the one who alone offers it what nobody else can do', () => {
    const posts = [post('1', ['a']), post('2', ['a']), post('3', ['a', 'b']), post('4', ['a', 'b'], 'a')]
    expect(Object.fromEntries(sharesOf(posts))).toEqual({ 1: 'a', 2: 'a', 3: 'b', 4: 'b' })
  })

  test('give everything to somebody who offers it, whatever others own', () => {
    fc.assert(
      fc.property(anyPosts, (posts) => {
        const shares = sharesOf(posts)
        for (const { key, candidates } of posts) expect(candidates).toContain(shares.get(key))
      }),
    )
  })

  test('are told the same by everybody, in whatever order they see it', () => {
    fc.assert(
      fc.property(anyPosts, (posts) => {
        const seen = posts.toReversed().map((each) => ({ ...each, candidates: each.candidates.toReversed() }))
        expect(new Map([...sharesOf(seen)].sort())).toEqual(new Map([...sharesOf(posts)].sort()))
      }),
    )
  })

  test('come to rest, even, however the workers give and take one by one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.constantFrom(...workers), { nil: undefined }), {
          minLength: 1,
          maxLength: 24,
        }),
        fc.infiniteStream(fc.constantFrom(...workers)),
        (owners, turns) => {
          let posts = owners.map((owner, i) => post(String(100 + i), workers, owner))
          for (let turn = 0; turn < 40; turn++) {
            const { value: worker } = turns.next() as { value: string }
            const shares = sharesOf(posts)
            posts = posts.map((each) => {
              const isHis = shares.get(each.key) === worker
              if (each.owner === worker && !isHis) return { ...each, owner: undefined }
              return each.owner === undefined && isHis ? { ...each, owner: worker } : each
            })
          }
          // Everybody has had a turn at it in the end.
          for (let round = 0; round < 3; round++)
            for (const worker of workers) {
              const shares = sharesOf(posts)
              posts = posts.map((each) => {
                const isHis = shares.get(each.key) === worker
                if (each.owner === worker && !isHis) return { ...each, owner: undefined }
                return each.owner === undefined && isHis ? { ...each, owner: worker } : each
              })
            }
          expect(posts.every(({ key, owner }) => owner === sharesOf(posts).get(key))).toBe(true)
          const counts = workers.map((worker) => posts.filter(({ owner }) => owner === worker).length)
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})
