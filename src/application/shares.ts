import type { Post } from './claims.js'

const byKey = (a: Post, b: Post): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

/**
 * Who should own what: key by key, the id of a worker. Everybody who sees the same posts comes to the same answer, so that
 * nobody has to decide. What only one offers is that one's. An owner keeps what it has up to an even share of everything;
 * what is beyond that, or free, goes to whoever has least.
 */
export const sharesOf = (posts: ReadonlyArray<Post>): ReadonlyMap<string, string> => {
  const offered = posts.filter(({ candidates }) => candidates.length > 0).toSorted(byKey)
  const workers = [...new Set(offered.flatMap(({ candidates }) => candidates))].sort()
  const loads = new Map(workers.map((worker) => [worker, 0]))
  let even = 0
  while (workers.length > 0 && (even + 1) * workers.length <= offered.length) even += 1
  /** Where it does not come out even, so many may have one more. */
  let extra = offered.length - even * workers.length
  const shares = new Map<string, string>()

  const give = ({ key }: Post, worker: string): void => {
    shares.set(key, worker)
    loads.set(worker, loadOf(worker) + 1)
  }
  const loadOf = (worker: string): number => loads.get(worker) ?? 0

  const contested: Array<Post> = []
  for (const post of offered) {
    const [only, ...others] = post.candidates
    if (only !== undefined && others.length === 0) give(post, only)
    else contested.push(post)
  }
  const left: Array<Post> = []
  for (const post of contested) {
    const { owner, candidates } = post
    if (owner === undefined || !candidates.includes(owner) || loadOf(owner) > even) left.push(post)
    else if (loadOf(owner) < even) give(post, owner)
    else if (extra > 0) {
      extra -= 1
      give(post, owner)
    } else left.push(post)
  }
  for (const post of left) {
    const least = Math.min(...post.candidates.map(loadOf))
    const idle = post.candidates.filter((worker) => loadOf(worker) === least).sort()
    const chosen = idle.find((worker) => worker === post.owner) ?? idle[0]
    if (chosen !== undefined) give(post, chosen)
  }
  return shares
}
