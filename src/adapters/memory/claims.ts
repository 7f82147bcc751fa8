import type { Claims, WorkerSession } from '../../application/claims.js'

interface Place {
  readonly candidates: Set<string>
  owner: string | undefined
}

export interface MemoryClaims extends Claims {
  /** Takes everything from a worker that does not end by itself, as a server does with one that is frozen. */
  end(id: string): void
}

/** Claims of workers in one process, for tests and simulations. */
export const memoryClaims = (): MemoryClaims => {
  const places = new Map<string, Place>()
  const ends = new Map<string, AbortController>()
  let count = 0

  const placeOf = (name: string): Place => {
    const place = places.get(name) ?? { candidates: new Set(), owner: undefined }
    places.set(name, place)
    return place
  }

  const end = (id: string): void => {
    for (const place of places.values()) {
      place.candidates.delete(id)
      if (place.owner === id) place.owner = undefined
    }
    ends.get(id)?.abort()
    ends.delete(id)
  }

  const join = (): WorkerSession => {
    count += 1
    const id = `worker-${count}`
    const ending = new AbortController()
    ends.set(id, ending)
    /** Answers or rejects as a promise, as every session does. */
    const asked = async <A>(answer: () => A): Promise<A> => {
      await Promise.resolve()
      ending.signal.throwIfAborted()
      return answer()
    }
    return {
      id,
      lost: ending.signal,
      offer: (names) =>
        asked(() => {
          for (const place of places.values()) place.candidates.delete(id)
          for (const name of names) placeOf(name).candidates.add(id)
        }),
      posts: () =>
        asked(() =>
          [...places].flatMap(([name, { candidates, owner }]) =>
            candidates.size === 0 && owner === undefined
              ? []
              : [{ key: name, name, candidates: [...candidates], owner }],
          ),
        ),
      take: (names) =>
        asked(() =>
          names.filter((name) => {
            const place = placeOf(name)
            place.owner ??= id
            return place.owner === id
          }),
        ),
      release: (names) =>
        asked(() => {
          for (const name of names) if (placeOf(name).owner === id) placeOf(name).owner = undefined
        }),
      close: () => {
        end(id)
      },
    }
  }

  return { join: () => Promise.resolve().then(join), end }
}
