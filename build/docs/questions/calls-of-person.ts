/** Question: all calls of a user this week. */

import { plusDays, toDateTime } from '../../../src/language/date-time.ts';
import { invertDigits } from '../../../src/tables/keys.ts';
import type { ExampleWeek } from '../example/week.ts';
import type { Question } from './question.ts';
import { listOf, SHOWN_OF_CALL } from './shared-queries.ts';

export function callsOfPerson({ tenantId, userId, monday }: ExampleWeek): Question {
  const dayBefore = plusDays(toDateTime(new Date(monday)), -1).slice(0, 10);
  const bound = invertDigits(dayBefore);
  return {
    title: 'Which calls did this user have this week?',
    inStorageExplorer: `The latest call comes first, because the row key holds its start with each digit subtracted from 9: ${bound} is
${dayBefore}, the day before Monday, and later starts are smaller. A row is a hint. It is true if its SeenInGeneration is the
Generation of the call in CallRecords, or if the current rows of Participants or Sessions name the user.`,
    filters: [
      {
        tables: ['CallsByUser'],
        filter: `PartitionKey eq '${tenantId}_${userId}' and RowKey lt '${bound}'`,
      },
    ],
    inPowerQuery: `The calls, the latest first. Hints from an earlier generation are looked up among the participants.`,
    query: `let
    UserId = "${userId}",
    Today = DateTime.Date(DateTimeZone.RemoveZone(DateTimeZone.FixedUtcNow())),
    DayBefore = Date.AddDays(Date.StartOfWeek(Today, Day.Monday), -1),
    Bound = Text.Combine(
        List.Transform(
            Text.ToList(Date.ToText(DayBefore, [Format = "yyyy-MM-dd", Culture = "en-US"])),
            each if _ = "-" then _ else Text.From(9 - Number.FromText(_))
        )
    ),
    Partition = TenantId & "_" & UserId,
    Hints = StoredRows(
        "CallsByUser",
        each [PartitionKey] = Partition and [RowKey] < Bound,
        {"CallId", "SeenInGeneration"}
    ),
    Seen = CurrentRows(Table.RenameColumns(Hints, {{"SeenInGeneration", "Generation"}})),

    Places = {{"Participants", "IdentityId"}, {"Sessions", "CallerIdentityId"}, {"Sessions", "CalleeIdentityId"}},
    Named = (callId as text, place as list) as table =>
        Table.SelectRows(
            StoredRows(place{0}, each [PartitionKey] = callId, {"CallId", "Generation", place{1}}),
            each Text.Lower(Record.Field(_, place{1})) = Text.Lower(UserId)
        ),
    Doubtful = List.Difference(Hints[CallId], Seen[CallId]),
    NamedRows = List.TransformMany(Doubtful, (callId) => Places, (callId, place) => Named(callId, place)),
    Confirmed = CurrentRows(Table.Distinct(Table.Combine(NamedRows, {"CallId", "Generation"}))),

    Calls = Table.Combine(
        {Seen, Confirmed},
        ${listOf([...SHOWN_OF_CALL, 'CallId'])}
    )
in
    Table.Sort(Calls, {{"CallStartDateTime", Order.Descending}})`,
  };
}
