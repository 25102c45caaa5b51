/** `networks missing`: subnets that the building file lacks. */

import { periodText } from '../../language/period.ts';
import { withoutSummaryTexts } from '../../summaries/days-without-summary.ts';
import {
  FEWEST_AUDIO_STREAMS,
  type MissingSubnet,
  type MissingSubnets,
  missingSubnets,
} from '../../summaries/missing-subnets.ts';
import { counted } from '../../wording/values.ts';
import { storeCommand } from '../command.ts';
import { asDay, LAST_WEEK, periodIn, summaryDayOptions } from '../days.ts';
import { EXIT } from '../exit.ts';
import { type List, listForms, listOptions, printList, remark } from '../list.ts';

export const missing = storeCommand({
  name: 'networks missing',
  summary: 'subnets of your clients that are in no row of the building file',
  options: {
    ...summaryDayOptions,
    ...listOptions,
  },
  exclusive: [listForms],
  details: `Listed are subnets of clients of the own tenant with ${FEWEST_AUDIO_STREAMS} or more audio streams, those with the most streams
first, with the address of the client where Graph sent no subnet. Graph sends a subnet as an address without a prefix
length. Private ranges may be networks at home. The command reads the summaries that the timer summarize makes of each day,
and names the days that have none.`,

  async run({ terminal, clock, store }, { options }) {
    const period = periodIn('UTC', clock.now(), options, LAST_WEEK);
    const found = await terminal.during((show) => {
      show(`Reading the summaries of ${periodText(period)}`);
      return missingSubnets(store, { from: asDay(period.from), to: asDay(period.to) });
    });
    await printList(terminal, options, subnetList, [found.subnets]);
    await remark(terminal, options, conclusion(found, `${periodText(period)}, UTC`));
    return EXIT.done;
  },
});

function conclusion({ subnets, hasFile, without }: MissingSubnets, period: string): string {
  const many = `${FEWEST_AUDIO_STREAMS} or more audio streams`;
  const are = subnets.length === 1 ? 'is' : 'are';
  const lines =
    subnets.length === 0
      ? [`No subnet with ${many} is missing (${period}).`]
      : [
          '',
          `${counted(subnets.length, 'subnet')} with ${many} ${are} in no row of the building file (${period}).`,
          hasFile
            ? 'Add rows, then: ./callrecords networks import FILE'
            : 'No building file is imported. To import one: ./callrecords networks import FILE',
        ];
  lines.push(...withoutSummaryTexts(without, 'looked at'));
  return lines.map((line) => `${line}\n`).join('');
}

const subnetList: List<MissingSubnet> = {
  columns: [
    { title: 'subnet', text: ({ subnet }) => subnet },
    {
      title: 'audio streams',
      align: 'right',
      text: ({ audioStreams }) => audioStreams.toLocaleString('en-GB'),
    },
    { title: 'last seen', text: ({ lastDay }) => lastDay },
  ],
  properties: ['Subnet', 'AudioStreams', 'LastDay'],
  object: ({ subnet, audioStreams, lastDay }) => ({
    Subnet: subnet,
    AudioStreams: audioStreams,
    LastDay: lastDay,
  }),
};
