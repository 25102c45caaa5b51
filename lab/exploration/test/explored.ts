/**
 * How many runs each exploration covers, by scenario and limits. They follow from the requests that the
 * code makes, so a change of the protocol changes them: look at the difference before writing the new number, because
 * a number that falls may mean that something is explored no more.
 */
export const EXPLORED_RUNS: Readonly<Record<string, bigint>> = {
  'two notifications of one version, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 624n,
  'two notifications of one version, switches ≤ 2, crashes ≤ 1, lost replies ≤ 0': 26_336n,
  'two versions of a new call, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 1_124n,
  'two versions of a new call, switches ≤ 2, crashes ≤ 1, lost replies ≤ 0': 42_976n,
  'two versions that start on different days, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 1_141n,
  'two versions that start on different days, switches ≤ 2, crashes ≤ 1, lost replies ≤ 0': 44_620n,
  'a version that somebody has left beside the one before, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1':
    1_107n,
  'a version that somebody has left beside the one before, switches ≤ 2, crashes ≤ 1, lost replies ≤ 0':
    41_964n,
  'two readings with one version number, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 1_124n,
  'two readings with one version number, switches ≤ 2, crashes ≤ 1, lost replies ≤ 0': 42_976n,
  'two newer versions of a stored call, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 2_571n,
  'two newer versions of a stored call, switches ≤ 1, crashes ≤ 1, lost replies ≤ 0': 4_864n,
  'two versions that somebody has left, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 2_571n,
  'two versions that somebody has left, switches ≤ 1, crashes ≤ 1, lost replies ≤ 0': 4_818n,
  'a replay beside a new version, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 4_746n,
  'a replay beside a new version, switches ≤ 1, crashes ≤ 1, lost replies ≤ 0': 7_903n,
  'a replay beside a new version, over rows of an earlier release, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1':
    4_794n,
  'a replay beside a new version, over rows of an earlier release, switches ≤ 1, crashes ≤ 1, lost replies ≤ 0':
    7_963n,
};
