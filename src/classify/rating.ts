/** How users rated a session. */

/** The ratings of Graph's userFeedback, the worst first. notRated says nothing, and neither do new ones. */
const worstFirst = ['bad', 'poor', 'fair', 'good', 'excellent'] as const;
export type Rating = (typeof worstFirst)[number];

/** The worst of some ratings; undefined when none of them says anything. */
export function worstOf(...ratings: ReadonlyArray<string | undefined>): Rating | undefined {
  return worstFirst.find((rating) => ratings.includes(rating));
}
