/** Numbers about calls are those of the calls as they are stored. */

import type { Safeguards } from '../safeguard.ts';

export const answered: Safeguards = {
  'a summary is compared with the generations of its calls': {
    mechanism: 'A new version makes another digest, and the day is summed up anew.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a source.
    from: 'digest.update(`${row.rowKey} ${values.Generation}\\n`);',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a source.
    to: 'digest.update(`${row.rowKey}\\n`);',
    proofs: { 'a call changes after its day was summed up': 'summed' },
    test: 'is made anew when a call was added, and when one has a newer version',
  },
  'every day is compared after six hours': {
    mechanism: 'A late version can change a day whose hours are no longer listed.',
    from: 'return now.getTime() - toDate(comparedAt).getTime() >= SUMMARIES_COMPARED_EVERY_MS;',
    to: 'return false;',
    proofs: { 'a call changes after four days, and no hour of its day is listed then': 'summed' },
    test: 'compares every day again after six hours: a version may come late, when no hour of its day is listed',
  },
  'the total of a day comes last': {
    mechanism: 'A process that ends before leaves a day without a total, which is summed up again.',
    from: "  await summaries.writeAll('upsert', written);\n",
    also: {
      from: '    ComparedAt: common.SummedAt,\n  });\n',
      to: "    ComparedAt: common.SummedAt,\n  });\n  await summaries.writeAll('upsert', written);\n",
    },
    proofs: { 'a process ends at any request of a first summary': 'summed' },
  },
  'users of the tenant come before the summary': {
    mechanism:
      'A process that ends before the summary leaves its calls to the next pass, which writes their users.',
    from: '  const lastSeen = await recordPeople(store, callsOfHours(calls, hours), signal);\n',
    to: '  const lastSeen = new Map();\n',
    also: {
      from: "summed, common);\n  return 'summarized';",
      to: "summed, common);\n  await recordPeople(store, callsOfHours(calls, hours), signal);\n  return 'summarized';",
    },
    proofs: { 'a process ends at any request of a first summary': 'known' },
    test: 'ends right in the next pass, wherever a process ends on the way',
  },
  'the last time a user was seen is that of a call that names them': {
    mechanism:
      'A call may lose a user after their `LastSeenAt` was taken from it. The pass finds such users by the hour that changed, and writes their rows again from the calls that still name them.',
    from: '  await rewriteFormerPeople(store, { day, hours: losing, lastSeen }, signal);\n',
    to: '  void [rewriteFormerPeople, losing];\n',
    proofs: {
      'a meeting is excluded after its day was summed up': ['known', /no call of then names them/],
    },
    test: 'leaves others as their latest call that is not withheld shows them',
  },
  'values that are gone lose their rows': {
    mechanism: 'A row that a summary made anew does not have is deleted.',
    from: 'await forEachConcurrently(gone, REQUESTS_AT_ONCE, (row) => summaries.delete(row));',
    to: 'void forEachConcurrently, gone, REQUESTS_AT_ONCE;',
    proofs: { 'a network has a row on which no call is any more': 'summed' },
    test: 'loses the rows of values that are gone',
  },
};
