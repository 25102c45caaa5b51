/**
 * How many runs each exploration covers, for each of its limits in their order. They follow from the requests that the
 * code makes, so a change of the protocol changes them: look at the difference before writing the new number, because
 * a number that falls may mean that something is explored no more.
 */
export const EXPLORED_RUNS = {
  newCall: {
    'two notifications of one version': [624n, 26_336n],
    'two versions of a new call': [1_124n, 42_976n],
    'two versions that start on different days': [1_141n, 44_620n],
    'a version that a user has left beside the one before': [1_107n, 41_964n],
    'two readings with one version number': [1_124n, 42_976n],
  },
  storedCall: {
    'two newer versions of a stored call': [2_571n, 4_864n],
    'two versions that a user has left': [2_571n, 4_818n],
    'a replay beside a new version': [4_746n, 7_903n],
    'a replay beside a new version, over rows of an earlier release': [4_794n, 7_963n],
  },
  deletion: {
    'a stored call': [7_386n],
    'a new version that was never committed, which a user has left': [8_080n],
    'rows of an attempt that never committed': [928n],
    'a commit that was never settled': [986n],
    'a stored call, deleted by two runs': [49_748n],
  },
  erasure: {
    'a stored call, of which a newer version comes': [10_257n],
    'a stored call that is notified again': [8_741n],
    'a newer version that was never committed, and comes again': [11_960n],
    'a newer version that was never settled, and comes again': [10_502n],
    'a stored call, stored again by two runs': [15_160n],
  },
  exclusion: {
    'a new call, notified twice': [120n, 432n],
    'two versions of a new call': [236n, 528n],
    'a stored call, of which a newer version comes': [2_964n, 6_024n],
    'a stored call that is notified again': [2_990n, 7_065n],
    'a newer version that was never committed, and comes again': [4_317n, 7_903n],
    'a newer version that was never settled, and comes again': [3_650n, 8_599n],
    'a stored call, stored again by two runs': [4_536n, 9_650n],
  },
  lift: {
    'a call of which an exclusion was lifted': [1_612n, 3_603n],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ReadonlyArray<bigint>>>>>;
