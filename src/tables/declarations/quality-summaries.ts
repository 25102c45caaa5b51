import { declareTable, type RowOf } from '../table.ts';

const good = { type: 'Int32', required: true, meaning: 'Streams that are good.' } as const;
const poor = { type: 'Int32', required: true, meaning: 'Streams that are poor.' } as const;
const unclassified = { type: 'Int32', required: true, meaning: 'Streams that are unclassified.' } as const;
const because = {
  type: 'String',
  meaning:
    'Why streams are poor or unclassified: a JSON object of the reasons and how many streams have each.',
} as const;

export const qualitySummaries = declareTable({
  name: 'QualitySummaries',
  rowIs: 'value of a dimension on a day, hour of a day, and day: how good the media streams were',
  partitionKey: 'tenantId_yyyy-MM-dd, the day of FirstStartDateTime of the calls',
  rowKey: 'dimension!value, or total for the whole day',
  columns: {
    Dimension: {
      type: 'String',
      required: true,
      meaning:
        'connection, device, hour, network, platform; total for the whole day. A stream counts for the participant’s end of a conference and for both ends of a peer-to-peer call, once in each row.',
    },
    Value: {
      type: 'String',
      meaning:
        'The connection type; the device that captured what this end sent, or rendered what it received; the hour (UTC) in which calls started; the subnet of an end of the own tenant, its address where Graph sent no subnet; the platform. Empty for the whole day.',
    },
    AudioGoodStreamCount: good,
    AudioPoorStreamCount: poor,
    AudioUnclassifiedStreamCount: unclassified,
    AudioBecause: because,
    VideoGoodStreamCount: good,
    VideoPoorStreamCount: poor,
    VideoUnclassifiedStreamCount: unclassified,
    VideoBecause: because,
    ScreenSharingGoodStreamCount: good,
    ScreenSharingPoorStreamCount: poor,
    ScreenSharingUnclassifiedStreamCount: unclassified,
    ScreenSharingBecause: because,
    CallCount: {
      type: 'Int32',
      required: true,
      meaning: 'total, hour: all calls. Otherwise those with a stream that counts in this row.',
    },
    PersonCount: {
      type: 'Int32',
      required: true,
      meaning:
        'Different ids at the ends of the streams. The counts of several days or values cannot be added: the same person may be in each.',
    },
    SessionCount: {
      type: 'Int32',
      required: true,
      meaning: 'total, hour: all sessions. Otherwise those with a stream that counts in this row.',
    },
    SetupFailedSessionCount: {
      type: 'Int32',
      meaning:
        'total, hour: sessions that could not be set up, of calls that were classified as they were stored. They have no streams, and so no network, device or connection.',
    },
    DroppedSessionCount: {
      type: 'Int32',
      required: true,
      meaning:
        'Sessions that were dropped after they were set up. total, hour: all of them, of calls that were classified as they were stored. Otherwise those with a stream that counts in this row.',
    },
    Digest: {
      type: 'String',
      required: true,
      meaning:
        'SHA-256 of what the day was summed up from: its calls with their generations, and the rules. Rows of a day that differ in it are being written. `frozen-` stands before it once the day is summed up for the last time: such rows count few people together, and do not pass for those that the timer summarize compares.',
    },
    CallsDigest: {
      type: 'String',
      meaning:
        'hour: SHA-256 of the calls that started in it, with their generations. Their users of the tenant are in People.',
    },
    SummedAt: { type: 'DateTime', required: true, meaning: 'When reading the calls of the day began.' },
    RuleSet: { type: 'String', required: true, meaning: 'Rules by which the streams are classified.' },
    MissingStreamCount: {
      type: 'Int32',
      meaning:
        'total: streams that the calls count and that were not there. Those of a call that was just being replaced are counted by the next pass; if they stay missing, `./callrecords verify` names the call.',
    },
    ComparedAt: {
      type: 'DateTime',
      meaning: 'total: when the calls of the day were last compared with Digest.',
    },
    FrozenAt: {
      type: 'DateTime',
      meaning:
        'total: when the rows of the day were written for the last time, because its calls are deleted. Values of fewer than five people are counted together as `(other)`.',
    },
    IsFrozenAsStored: {
      type: 'Boolean',
      meaning:
        'total: true where summing the day up for the last time did not end in six runs of the timer retain. Its rows are as they were stored, so calls may be missing in them, and values of fewer than five people are left out.',
    },
    DeletedAt: {
      type: 'DateTime',
      meaning: 'total: when the last of the calls of the day had been deleted.',
    },
    ReportedAt: {
      type: 'DateTime',
      meaning: 'total: when the networks of the day were judged, after all its hours had been listed.',
    },
  },
});
export type QualitySummaryValues = RowOf<typeof qualitySummaries>;
