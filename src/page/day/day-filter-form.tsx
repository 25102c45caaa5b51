/** Which calls of a day are to be listed: a form that needs no script. */

import { callTypeInWords } from '../../told/words.ts';
import { Filter } from '../filter.tsx';
import type { View } from '../screen.ts';
import type { DayQuestion } from './day-question.ts';

interface DayFilterFormProps {
  readonly view: View;
  readonly question: DayQuestion;
  readonly types: ReadonlyArray<string>;
}

export function DayFilterForm({ view, question, types }: DayFilterFormProps) {
  const { day, hours, hour, isPoor, type, person } = question;
  return (
    <Filter view={view} path="/" label="Which calls">
      <label>
        Day
        <input type="date" name="day" value={day} required />
      </label>
      <label>
        Started
        <select name="hour">
          <option value="">at any hour</option>
          {hours.map(({ number, label }) => (
            <option value={number} selected={number === hour?.number}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        Type
        <select name="type">
          <option value="">any</option>
          {[...new Set([...types, ...(type === undefined ? [] : [type])])].map((one) => (
            <option value={one} selected={one === type}>
              {callTypeInWords(one)}
            </option>
          ))}
        </select>
      </label>
      {view.showsPersons && (
        <label>
          With
          <input name="person" value={person ?? ''} placeholder="name or number" maxlength={200} />
        </label>
      )}
      <label class="check">
        <input type="checkbox" name="poor" value="1" checked={isPoor} /> With poor streams
      </label>
    </Filter>
  );
}
