import { callQualityColumns } from '../columns/quality.ts';
import { declareTable, type RowOf, withColumns } from '../table.ts';
import { callRecords } from './call-records.ts';

const qualityColumns = Object.keys(callQualityColumns) as ReadonlyArray<keyof typeof callQualityColumns>;

export const callsByDay = declareTable({
  name: 'CallsByDay',
  rowIs: 'call, among those that started on the same day: what a list of calls shows',
  partitionKey: 'tenantId_yyyy-MM-dd, the day of FirstStartDateTime',
  rowKey: 'FirstStartDateTime_callId',
  columns: withColumns(callRecords, [
    'CallStartDateTime',
    'CallEndDateTime',
    'CallDurationSeconds',
    'CallType',
    'CallModalities',
    'OrganizerDisplayName',
    'OrganizerUserPrincipalName',
    'OrganizerIdentityKind',
    'OrganizerIdentityId',
    'OrganizerIdentityTenantId',
    ...qualityColumns,
    'ParticipantCount',
    'SessionCount',
    'SegmentCount',
    'MediaStreamCount',
    'IncompleteBecause',
    'Withheld',
    'CallId',
    'Version',
    'LastModifiedDateTime',
    'Generation',
    'FirstStartDateTime',
    'StoredAt',
    'Revision',
  ]).columns,
});
export type CallsByDayValues = RowOf<typeof callsByDay>;
