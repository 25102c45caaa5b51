/**
 * How probable so many hits or more are by chance: the tail of the binomial distribution. It is below a level exactly where
 * the lower end of the interval of that level is above `probability`.
 * Clopper and Pearson, Biometrika 26 (1934), 404–413.
 */
export function chanceOf(hits: number, trials: number, probability: number): number {
  let fewer = 0;
  // The logarithm: of thousands of trials, no hit at all is less probable than a number can say.
  let logarithm = trials * Math.log1p(-probability);
  for (let count = 0; count < hits; count += 1) {
    fewer += Math.exp(logarithm);
    logarithm += Math.log(((trials - count) / (count + 1)) * (probability / (1 - probability)));
  }
  return Math.max(0, 1 - fewer);
}
