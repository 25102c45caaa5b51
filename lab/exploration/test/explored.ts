/**
 * How many runs each exploration covers, by scenario and limits. They follow from the requests that the
 * code makes, so a change of the protocol changes them: look at the difference before writing the new number, because
 * a number that falls may mean that something is explored no more.
 */
export const EXPLORED_RUNS: Readonly<Record<string, bigint>> = {
  'two notifications of one version, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 624n,
  'two notifications of one version, switches ≤ 2, crashes ≤ 1, lost replies ≤ 0': 25_830n,
  'two versions of a new call, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 1_124n,
  'two versions of a new call, switches ≤ 2, crashes ≤ 1, lost replies ≤ 0': 42_298n,
  'two versions that start on different days, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 1_141n,
  'two versions that start on different days, switches ≤ 2, crashes ≤ 1, lost replies ≤ 0': 43_920n,
  'two readings with one version number, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 1_124n,
  'two readings with one version number, switches ≤ 2, crashes ≤ 1, lost replies ≤ 0': 42_298n,
  'two newer versions of a stored call, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 2_571n,
  'two newer versions of a stored call, switches ≤ 1, crashes ≤ 1, lost replies ≤ 0': 4_826n,
  'a replay beside a new version, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1': 4_700n,
  'a replay beside a new version, switches ≤ 1, crashes ≤ 1, lost replies ≤ 0': 7_794n,
  'a replay beside a new version, over rows of an earlier release, switches ≤ 2, crashes ≤ 0, lost replies ≤ 1':
    4_748n,
  'a replay beside a new version, over rows of an earlier release, switches ≤ 1, crashes ≤ 1, lost replies ≤ 0':
    7_854n,
};
