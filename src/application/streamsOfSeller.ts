/**
 * The streams of a seller that had begun by a position, and up to where (`commit`) that is known. `parked`: streams with events that the
 * read model could not take in, whose seller may not be known.
 */
export interface SellerStreams {
  streamsOf(
    sellerId: string,
    upTo: bigint,
  ): Promise<{
    readonly streams: ReadonlyArray<string>
    readonly parked?: ReadonlyArray<string>
    readonly knownTo: bigint | undefined
  }>
}
