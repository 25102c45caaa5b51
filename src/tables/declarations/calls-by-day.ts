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
    'CallId',
    'Version',
    'LastModifiedDateTime',
    'CallStartDateTime',
    'Generation',
    'Revision',
    'FirstStartDateTime',
    'StoredAt',
    'CallType',
    'CallEndDateTime',
    'CallDurationSeconds',
    'CallModalities',
    'OrganizerIdentityKind',
    'OrganizerIdentityId',
    'OrganizerDisplayName',
    'OrganizerUserPrincipalName',
    'OrganizerIdentityTenantId',
    ...qualityColumns,
    'ParticipantCount',
    'SessionCount',
    'SegmentCount',
    'MediaStreamCount',
    'IncompleteBecause',
  ]).columns,
});
export type CallsByDayValues = RowOf<typeof callsByDay>;
