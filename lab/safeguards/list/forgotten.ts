/** What is not kept any more does not come back. */

import type { Safeguards } from '../safeguard.ts';

export const forgotten: Safeguards = {
  'a refused call is noted in CallsByDay if it may have left rows': {
    mechanism:
      'An attempt that was ended may have left rows of the call. Retention finds calls in CallsByDay, and would not find those.',
    from: '  else if (attemptedBefore) await listForDeletion(store, call);\n',
    proofs: { 'a call is refused of which an attempt has left rows': ['forgotten', /nothing leads to/] },
    test: 'is listed where an attempt that was ended has left rows, so that retention finds them',
  },
  'a refused call is listed as its head says': {
    mechanism: 'An attempt that committed may have ended before it settled.',
    from: '  if (head !== undefined) await indexByDay(store, call, head);\n  else if',
    to: '  if (head === undefined && true) if',
    proofs: { 'a call is refused whose commit was not settled': ['forgotten', /nothing leads to/] },
    test: 'is listed as its head says when the attempt that committed it did not settle it',
  },
  'hints are deleted before the rows that name them': {
    mechanism: 'Once the rows are gone nothing tells whose the hints are.',
    from: '    await deleteHints(store, call);\n    await deleteChildren(store, call);\n',
    to: '    await deleteChildren(store, call);\n    await deleteHints(store, call);\n',
    proofs: { 'a stored call is deleted, and a process ends': ['forgotten', /0 rows and 2 hints/] },
    test: 'deletes the head first, hints before the rows that name them, and the row in CallsByDay last',
  },
  'the row in CallsByDay is deleted last': {
    mechanism: 'While it stands the next run finds the call.',
    from: '  const call = callListedAt(store.tenantId, listed.rowKey);\n',
    to: '  const call = callListedAt(store.tenantId, listed.rowKey);\n  await callsByDay.delete(listed, listed.etag);\n',
    proofs: { 'a stored call is deleted, and a process ends': ['forgotten', /nothing leads to/] },
    test: 'leaves nothing, at whichever request a run before it was ended',
  },
  'a day lies between refusing and deleting': {
    mechanism: 'What was opened before a call was refused has been written by then.',
    from: 'deletedBefore: refusedBefore, movedAt',
    to: 'deletedBefore: first, movedAt',
    proofs: { 'a call is being written again when it is first refused': ['forgotten', /came back/] },
    test: 'refuse at once what is older than KEEP_DAYS, and delete it a day later',
  },
  'retention moves by a right clock alone': {
    mechanism:
      'A run compares its clock with that of storage first. By one that is ahead, calls would go that are kept.',
    from: "if (keepDays !== undefined) await checkClock(store, store.status, 'retain');",
    to: 'void checkClock;',
    proofs: { 'a run of retain has a clock that is days ahead': ['forgotten', /are refused/] },
    test: 'by %i days moves and deletes nothing, and says so at the time of storage',
  },
  'erasures go on by a right clock alone': {
    mechanism:
      'While there is something to do, a run of forget compares its clock with that of storage first. By one that is ahead, ids would go while Graph may still bring the person back.',
    from: "if (isToDo) await checkClock(store, store.status, 'forget');",
    to: 'void isToDo; void checkClock;',
    proofs: { 'a run of forget has a clock that is weeks ahead': ['forgotten', /brings back/] },
    test: 'a clock that is ahead clears no ids while Graph may still bring the person back',
  },
  'limits from a wrong clock are not believed': {
    mechanism:
      'What a clock noted that was ahead counts only as far as this clock says that KEEP_DAYS lets calls go. The next run corrects it.',
    from: 'if (areBelievable({ RefusedBefore: refusedBefore, MovedAt: movedAt }, now)) return limits;',
    to: 'if (limits !== undefined || areBelievable === undefined) return limits;',
    proofs: {
      'calls are stored after a clock that was ahead has moved the limits': ['forgotten', /is refused/],
    },
    test: 'have no call refused that a KEEP_DAYS of %i keeps, and none deleted',
  },
  'every reading passes the door': {
    mechanism:
      'Erased people are taken out of what Graph sends, and of what documents hold, before anything is written.',
    from: 'const reading = await withoutErased(screened, withheld, place.firstStartDateTime);',
    to: 'const reading = screened; void withoutErased;',
    proofs: { 'a user is erased, and a version comes later': ['forgotten', /after a later version/] },
    test: 'holds for what Graph sends later of the same calls',
  },
  'a call is read to its end before an erased person is taken out of it': {
    mechanism:
      'What stands in one identity set with an id of the person, their number say, is taken out of the whole call.',
    from: 'return people === asked ? people : namedIn(answers, people);',
    to: 'void people; return asked;',
    proofs: {
      'a telephone stands alone before it is said whose it is': ['forgotten', /stands in/],
    },
    test: 'what the last page shows of somebody is taken out of all pages before it, and the rest of each stays',
  },
  'an erasure waits for an hour': {
    mechanism: 'By then no ingest and no rebuild lives any more that did not know of it.',
    from: 'const { NextPassAt = inAnHour(requestedAt) } = withheld.values;',
    to: 'const { NextPassAt = requestedAt } = withheld.values;',
    proofs: {
      'an ingest that did not know of an erasure commits minutes later': ['forgotten', /stands in/],
    },
    test: 'waits for an hour, when no ingest lives any more that did not know of it',
  },
  'what stood still writes no more': {
    mechanism:
      'A virtual machine can be paused for hours, and go on. Storage is asked to write nothing eight minutes after an ingest began.',
    from: 'const writable = writableFor(store, INGEST_WITHIN_MS);',
    to: 'const writable = store; void writableFor;',
    proofs: { 'an ingest stands still across a whole erasure': ['forgotten', /stands in/] },
    test: 'writes nothing of what it has read',
  },
  'the next pass waits for an hour': {
    mechanism:
      'A settle that read a call before it was stored again may still write hints, and end. The pass that finds nothing begins when none lives any more.',
    from: '      ...(isDone && !isLast ? { NextPassAt: inAnHour(now) } : {}),\n',
    proofs: {
      'a settle that read a call before it was stored again writes hints later': ['forgotten', /stands in/],
    },
    test: 'ends with a pass that begins an hour after the one that found something',
  },
  'calls are noted before they are begun': {
    mechanism:
      'Settling deletes the hint that leads to a call before its rows. A run that ends between the two is gone on with from the note.',
    from: 'if (calls.length > 0 && !(await this.#write(this.#notes))) return false;',
    proofs: { 'an erasure ends at any request': ['forgotten', /the process ended after request/] },
    test: 'ends the same wherever its process ends',
  },
  'what was stored before an erasure is stored again where another attempt settles it': {
    mechanism:
      'Graph may not show the call any more, and an operator may have closed its letter: then no message stores it again.',
    from: 'const mayNameThem = !head.isWithheld && mayHaveMissed(withheld, head.storedAt);',
    to: 'const mayNameThem = false; void mayHaveMissed;',
    proofs: {
      'the commit of a call is settled after the last pass': ['forgotten', /stands in/],
      'the commit of a call that Graph no longer shows is settled after the last pass': [
        'forgotten',
        /after it was settled/,
      ],
    },
    test: 'takes the person out of a call that was committed before, is not shown by Graph any more, and is given up on',
  },
  'a stored version is screened, even when Graph shows an older one': {
    mechanism:
      'An attempt can end after it has committed a version. If Graph then shows an older one, the committed version stays, and whoever was erased or excluded meanwhile is taken out of it.',
    from: 'const door = { read: async () => options.withheld };',
    to: 'const door = { read: async () => ({ ...options.withheld, erasures: [], exclusions: [] }) };',
    proofs: {
      'the commit of a call is settled after the last pass, by a message to which Graph shows an older version':
        ['forgotten', /after an older version was shown/],
    },
    test: 'names nobody once its message comes again and Graph shows %s',
  },
  'a call that fails once its head is swapped stays noted': {
    mechanism: 'Its hint may be gone, and rows that name the person are left: nothing else leads to them.',
    from: 'if (isHalfDone) this.#halfDone = [...this.#halfDone, call];',
    to: 'void isHalfDone;',
    proofs: {
      'storage refuses to delete a row of a call that has been stored again': ['forgotten', /in the end/],
    },
    test: 'goes on with a call whose rows storage refused to delete after the head was swapped',
  },
  'generations above the head are deleted': {
    mechanism:
      'An attempt that ended may have left a newer version that never became the head. What is still there an hour later is deleted.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a source.
    from: 'for (const generation of above) this.#note(`${textOf(call)} ${generation}`);',
    to: 'void above;',
    proofs: {
      'a user is erased from a call above whose head an attempt ended': ['forgotten', /stands in/],
    },
    test: 'deletes a generation above the head an hour after it was first seen, and none before',
  },
  'excluded calls are not stored': {
    mechanism: 'Whatever Graph sends of them passes the door, and only the head is written.',
    from: 'const screened = await withoutExcluded(shown, withheld);',
    to: 'const screened = shown; void withoutExcluded;',
    proofs: {
      'a user is excluded, and a version of their call comes': ['forgotten', /after it came/],
    },
    test: 'leaves its head alone: which call, when it was, its version, and how much Graph sent',
  },
  'an organizer is recognized by the id of their entry': {
    mechanism:
      'Graph may name the organizer by no identity, and only by the id of their entry among the participants.',
    from: '[organizerOf(organizer_v2), organizer_v2, organizer].some(',
    to: '[organizerOf(organizer_v2), organizer].some(',
    proofs: {
      'an organizer is excluded, and a call comes that names them by the id of the entry alone': [
        'forgotten',
        /after it came/,
      ],
    },
    test: 'has the stored call withheld, as each version that comes later',
  },
  'a stored organizer is recognized by the id of their entry': {
    mechanism: 'The head of such a call has this id, and no identity of the organizer.',
    from: 'head.OrganizerIdentityId, head.OrganizerParticipantId].some(',
    to: 'head.OrganizerIdentityId].some(',
    proofs: {
      'an organizer is excluded from a stored call that names them by the id of the entry alone': [
        'forgotten',
        /in the end/,
      ],
    },
    test: 'has the stored call withheld, as each version that comes later',
  },
  'all participants are read before the first row is written': {
    mechanism: 'A process that ends would leave rows that name an excluded user.',
    from: '  if (isExcluded) await sessionPages().next();\n',
    proofs: {
      'a process ends at any request about a call of an excluded user': ['forgotten', /ben stands in/],
    },
    test: 'has not a row written before all its participants are read',
  },
  'a page of sessions that names an excluded user is not written': {
    mechanism: 'It is looked at before its rows are made, and counted only.',
    from: 'if (!isExcluded) yield page;',
    to: 'yield page;',
    proofs: {
      'a process ends at any request about a call that names an excluded user on its last page alone': [
        'forgotten',
        /zoe stands in/,
      ],
    },
    test: 'leaves no row of the sessions before the one that alone shows who it is',
  },
  'rows of a call that proves to be excluded are swept': {
    mechanism:
      'A user can appear in a session alone, when rows of other sessions are already written. The generation that never became current is deleted.',
    from: 'if (!isLeftToNextAttempt(error)) await',
    to: 'if (!isLeftToNextAttempt(error) && !(error instanceof CallExcluded)) await',
    proofs: {
      'a user is excluded who appears on the last page of sessions alone': ['forgotten', /in the end/],
    },
    test: 'leaves no row of the sessions before the one that alone shows who it is',
  },
  'an exclusion waits for an hour': {
    mechanism: 'By then no ingest and no rebuild lives any more that did not know of it.',
    from: 'const { NextPassAt = before } = values;',
    to: 'const { NextPassAt = exclusion.requestedAt } = values;',
    proofs: {
      'an ingest that did not know of an exclusion commits minutes later': ['forgotten', /in the end/],
    },
    test: 'waits for an hour with the stored calls, when no ingest lives any more that did not know of it',
  },
  'an excluded call whose document cannot be read is withheld': {
    mechanism: 'Its rows say that it is excluded. To withhold it takes its head alone.',
    from: 'if (isExcluding(withheld, toForget)) return await withholdCall(rebuilding, call.callId);',
    to: 'void isExcluding; void withholdCall;',
    proofs: { 'a user is excluded from a call whose document is damaged': ['forgotten', /in the end/] },
    test: 'is withheld by its head alone: %s',
  },
  'a claim of a clock that is a little ahead counts': {
    mechanism:
      'Two runs that notice each other too late would overwrite what each has noted of calls that it has begun.',
    from: 'claimedFor <= CLAIMED_FOR_MS + CLOCKS_DIFFER_MS',
    to: 'claimedFor <= CLAIMED_FOR_MS',
    proofs: { 'two runs of forget meet whose clocks differ by a second': ['forgotten', /both begin/] },
    test: 'does not begin beside another whose clock is %i s ahead',
  },
  'an exclusion that is lifted keeps no ids of calls': {
    mechanism: 'A withheld head does not say which exclusion it was: that would tell who was in the call.',
    from: 'const { UnderWay: _underWay, LeftAbove: _leftAbove, Cursor: _cursor, ...kept } = values;',
    to: 'const kept = values;',
    proofs: { 'an exclusion is lifted while a call is withheld': ['forgotten', /names the call/] },
    test: 'an exclusion that is lifted while a pass is under way keeps no ids of calls',
  },
  'a call that is left to retention does not count as stored again': {
    mechanism: 'An operator would take it for one that is kept, without the person.',
    from: 'if (isStoredAgain) this.#calls += 1;',
    to: 'void isStoredAgain; this.#calls += 1;',
    proofs: { 'a user is erased from a call that is not kept any more': ['forgotten', /counts/] },
    test: 'is left to it, and not counted as stored again: %s',
  },
};
