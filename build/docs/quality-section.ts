/** The part of docs/tables.md about the columns of quality, from the rules. */

import { endHints, MOST_CONCEALED, MOST_DEGRADATION } from '../../src/classify/hints.ts';
import { metrics } from '../../src/classify/metrics.ts';
import { FEW_AUDIO_PACKETS, type Limit, limits, RULE_SET } from '../../src/classify/rules.ts';

const MEDIA = {
  audio: `audio of more than ${FEW_AUDIO_PACKETS} packets`,
  video: 'video',
  screenVideo: 'screen sharing as video',
} as const satisfies Record<keyof typeof limits, string>;

export function qualitySection(): string {
  const rows = (Object.keys(MEDIA) as ReadonlyArray<keyof typeof MEDIA>).flatMap((kind) =>
    limits[kind].map((limit) => `| ${MEDIA[kind]} | ${condition(limit)} | ${limit.poor} |`),
  );
  const hints = endHints.map(({ name, meaning }) => `| caller${name}, callee${name} | ${meaning} |`);
  return `## Quality

Each stream is classified by rules of Microsoft's
[Call Quality Dashboard](https://learn.microsoft.com/microsoftteams/stream-classification-in-call-quality-dashboard): audio by
the published one, video and screen sharing by those that were published before classifiers trained by Microsoft took their
place in 2024. These classifiers cannot be reproduced from Graph. RuleSet names the rules: \`${RULE_SET}\`. **A stream
classified poor need not have been perceived as poor**, and a stream that disturbed a conversation may be good.

| medium | poor if | QualityBecause |
|---|---|---|
${rows.join('\n')}

- **Audio** is poor if one of its conditions holds, and good only if all metrics are there and none holds.
- **Video and screen sharing** are decided by the first of the metrics, in this order, that Graph sent.
- **Unclassified** streams are neither, and QualityBecause says why. A metric is \`…Missing\`; \`…Unreadable\` (it did not
  fit its column); \`…Negative\`; or \`…Implausible\`, which no stream can have, such as milliseconds sent as seconds. The
  metrics are ${listOf(Object.keys(metrics))}. \`packetsFew\` is audio of at most ${FEW_AUDIO_PACKETS} packets: mostly the sender was muted.
  \`noRule\` is data, and screen sharing over RDP, whose metrics Graph does not have. \`labelMissing\` and \`labelUnknown\` are
  streams of an unknown medium.
- **The poor share** is poor / (poor + good). Unclassified streams are left out. A call is poor if one of its streams is.
- **Counts** leave out data and unknown media: they are in MediaStreamCount alone. QualityBecause of a session or a call has
  the reasons of its poor streams.
- **Setup failures and drops**: the share of failed setups is SetupFailedSessionCount / SessionCount, the share of drops is
  DroppedSessionCount / (SessionCount − SetupFailedSessionCount).
- **Calls stored by an earlier release** have none of these columns until \`./callrecords rebuild\` makes their rows again.
  \`./callrecords call ID\` classifies them when it reads them.

QualityHints names what may have disturbed a stream, poor or not:

| hint | seen |
|---|---|
| degradationHigh | the network lowered the mean opinion score by more than ${MOST_DEGRADATION} |
| concealmentHigh | more than a fraction of ${MOST_CONCEALED} of the samples was made up to conceal loss |
${hints.join('\n')}
`;
}

function condition({ metric, is, limit }: Limit): string {
  return `${metrics[metric].column} ${is === 'above' ? '>' : '<'} ${limit}`;
}

function listOf(names: ReadonlyArray<string>): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
