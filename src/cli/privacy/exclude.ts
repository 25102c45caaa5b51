/** `exclude`: of some calls keeps no more than that they were: those of a user, of an organizer, of a meeting. */

import { exclusionOf, requestExclusion } from '../../forget/request.ts';
import { type ExclusionKind, exclusionKinds } from '../../withheld/exclusion.ts';
import { meetingKey } from '../../withheld/join-link.ts';
import { counted, moment } from '../../wording/values.ts';
import { isAgreed, yesOption } from '../agreement.ts';
import { storeCommand } from '../command.ts';
import { EXIT } from '../exit.ts';
import { anyText } from '../formats.ts';
import type { Format } from '../syntax.ts';
import { countConcerned } from './count-concerned.ts';
import { checkMayBeNoted } from './may-be-noted.ts';
import { idsOfPerson } from './person-ids.ts';

const meetingLink: Format<string> = {
  expected: 'the link by which people join a meeting, https://…/l/meetup-join/… or https://…/meet/…',
  read: meetingKey,
};

const personOption = {
  takes: 'id',
  format: anyText,
  isRepeated: true,
} as const;

export const exclude = storeCommand({
  name: 'exclude',
  summary: 'keeps of some calls no more than when they were: of a user, an organizer or a meeting',
  options: {
    user: {
      ...personOption,
      description:
        'calls that name a person anywhere: an object id, a phone number, another id as Graph sends it, or a name; again for each further id',
    },
    organizer: { ...personOption, description: 'calls that a person organized, in the same words' },
    meeting: {
      takes: 'link',
      description: 'calls of a meeting, by the link to join it; again for each further meeting',
      format: meetingLink,
      isRepeated: true,
    },
    'dry-run': { description: 'counts, and changes nothing' },
    yes: yesOption,
  },
  exclusive: [
    ['user', 'organizer', 'meeting'],
    ['dry-run', 'yes'],
  ],
  details: `Of such a call a row is kept that says which call it is, when it was, which version Graph has and how much Graph
sent, and that it is withheld. It names no person, and nothing in it says how good the call was. So coverage still shows
that no call is missing. It applies to calls that come from a minute from now on, whenever they started, and an hour later
to stored ones: the timer forget deletes what is stored of them. It applies until it is lifted. All ids given for --user or
--organizer are those of one person. The command asks for the name of the account.`,
  changes: ({ options }) => !options['dry-run'],
  check: ({ options }) =>
    exclusionKinds.some((kind) => options[kind].length > 0)
      ? []
      : ['one of --user, --organizer and --meeting is needed; those that apply: ./callrecords exclude list'],

  async run(context, { options }) {
    const { terminal, random, store } = context;
    const kind = exclusionKinds.find((known) => options[known].length > 0) ?? 'user';
    const ids = kind === 'meeting' ? options.meeting : await idsOfPerson(context, options[kind]);
    if (ids === undefined) return EXIT.foundWrong;
    await checkMayBeNoted(context, ids, options['dry-run']);
    const before = await exclusionOf(store, kind, ids);
    if (before !== undefined) {
      await terminal.print(
        `Excluded already, since ${moment(before.requestedAt)} (UTC): ${before.rowKey}. Nothing was changed.\n`,
      );
      return EXIT.done;
    }
    const calls = await terminal.during((show) => countConcerned(context, { kind, ids }, show));
    const question = `Calls ${CALLS_OF[kind]} ${ids.join(', ')} will be withheld: ${whatStays(calls, kind)}`;
    if (options['dry-run']) {
      await terminal.print(`${question} Nothing was changed.\n`);
      return EXIT.done;
    }
    if (!(await isAgreed(context, question, { yes: options.yes, isMuch: true }))) return EXIT.foundWrong;
    const row = await requestExclusion(store, random, { kind, ids });
    await terminal.print(`${question}\n${reportOf(row)}`);
    return EXIT.done;
  },
});

/** What is left of the stored calls. Where there are none, the id may be mistyped, and the line asks to check it. */
function whatStays(calls: number, kind: ExclusionKind): string {
  if (calls > 0) {
    const when = calls === 1 ? 'it was' : 'they were';
    return `of ${counted(calls, 'stored call')} nothing stays but when ${when}, and future ones are stored so.`;
  }
  const check = kind === 'meeting' ? 'Check the link.' : 'Check each id: ./callrecords calls --user ID.';
  return `no stored call is concerned. ${check} Of future ones nothing is kept but when they were.`;
}

const CALLS_OF: Readonly<Record<ExclusionKind, string>> = {
  user: 'that name',
  organizer: 'organized by',
  meeting: 'of the meeting',
};

function reportOf(row: string): string {
  return `It is noted as ${row} in the table Withheld, with the ids as long as it applies. Calls that come are
withheld within a minute. The timer forget begins with the stored ones an hour from now; how far it is:
./callrecords exclude list
Not reached from here: files that were made before (where ./callrecords export made them, its next run over those days
leaves such calls out), sums of days that are frozen, storage access logs, soft-deleted blobs, what others copied, and
what Microsoft keeps itself.
To take it back: ./callrecords exclude lift ${row}
`;
}
