/** `networks missing`: subnets that the building file lacks. */

import { FEWEST_AUDIO_STREAMS, type MissingSubnet, missingSubnets } from '../../networks/missing-subnets.ts';
import { storeCommand } from '../command.ts';
import { asDay, type NamedTime, namedDay, periodIn, periodText, TODAY } from '../days.ts';
import { EXIT } from '../exit.ts';
import { type List, listForms, listOptions, printList, remark } from '../list.ts';
import { counted } from '../wording.ts';

const WEEK_BEGINS: NamedTime = { kind: 'daysAgo', days: 6 };

export const missing = storeCommand({
  name: 'networks missing',
  summary: 'subnets of your clients that are in no row of the building file',
  options: {
    from: { takes: 'day', description: 'the first day of the calls (UTC; default: -6d)', format: namedDay },
    to: { takes: 'day', description: 'the last day of the calls (UTC; default: today)', format: namedDay },
    ...listOptions,
  },
  exclusive: [listForms],
  details: `Listed are subnets of clients of the own tenant with ${FEWEST_AUDIO_STREAMS} or more audio streams, those with the most streams
first. Graph sends a subnet as an address without a prefix length. Private ranges may be networks at home. The command reads
every media stream of these days: about one request for 40 calls.`,

  async run({ terminal, clock, store }, { options }) {
    const period = periodIn('UTC', clock.now(), options, { from: WEEK_BEGINS, to: TODAY });
    const subnets = await terminal.during((show) =>
      missingSubnets(store, {
        from: asDay(period.from),
        to: asDay(period.to),
        advanced: (day) => show(`Reading the calls of ${day}`),
      }),
    );
    await printList(terminal, options, subnetList, [subnets]);
    const many = `${FEWEST_AUDIO_STREAMS} or more audio streams`;
    await remark(
      terminal,
      options,
      subnets.length === 0
        ? `No subnet with ${many} is missing (${periodText(period)}, UTC).\n`
        : `\n${counted(subnets.length, 'subnet')} with ${many} ${subnets.length === 1 ? 'is' : 'are'} in no row of the building file (${periodText(period)}, UTC). Add rows, then: ./callrecords networks import FILE\n`,
    );
    return EXIT.done;
  },
});

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
