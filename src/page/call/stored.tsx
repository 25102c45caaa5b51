/** What is stored of a call: the versions, whether all that was received is there, and the document. */

import { organizerOf } from '../../calls/organizer.ts';
import { isWithheld } from '../../calls/withheld-call.ts';
import { documentInWords } from '../../told/document-in-words.ts';
import { qualityOfCall } from '../../told/quality-of-call.ts';
import type { ToldCall } from '../../told/tell-call.ts';
import { inWords, numeral } from '../../wording/values.ts';
import type { View } from '../screen.ts';
import { Outside } from '../text.tsx';
import { Time } from '../time.tsx';
import { microsoftLink } from './microsoft-link.ts';

export function Stored({ view, told }: { readonly view: View; readonly told: ToldCall }) {
  const { head, versions, parts } = told;
  const meeting = microsoftLink(head.JoinWebUrl);
  return (
    <details open={isWithheld(head)}>
      <summary>
        <h2>What is stored</h2>
      </summary>
      <dl class="stored">
        <dt>Call</dt>
        <dd class="id">{head.CallId}</dd>
        <dt>Organizer</dt>
        <dd>
          <Outside text={organizerOf(head)} />
        </dd>
        {head.CallModalities !== undefined && (
          <>
            <dt>Modalities</dt>
            <dd>
              <Outside text={head.CallModalities.split(',').map(inWords).join(', ')} />
            </dd>
          </>
        )}
        {told.isClassified && (
          <>
            <dt>Quality</dt>
            <dd>{qualityOfCall(head)}</dd>
          </>
        )}
        <dt>Versions</dt>
        <dd>
          {versions.map(({ version, storedAt }, index) => (
            <>
              {index > 0 && ', '}
              {String(version)} stored <Time view={view} at={storedAt} />
            </>
          ))}
        </dd>
        <dt>Rows</dt>
        <dd>
          <span class="id">{head.Generation}</span>, written <Time view={view} at={head.StoredAt} />
        </dd>
        {parts.map(({ noun, received, stored }) => (
          <>
            <dt>{`${noun.charAt(0).toUpperCase()}${noun.slice(1)}s`}</dt>
            <dd>
              {numeral(received)} received, {numeral(stored)} stored
            </dd>
          </>
        ))}
        <dt>Document</dt>
        <dd>
          {head.DocumentRows === 0 ? (
            'not kept'
          ) : (
            <a href={view.href(`/call/${head.CallId}/document`)} download={`call-${head.CallId}.jsonl`}>
              {documentInWords(told)}, {numeral(head.DocumentBytes)} bytes compressed
            </a>
          )}
        </dd>
        {meeting !== undefined && (
          <>
            <dt>Meeting</dt>
            <dd>
              <a href={meeting} rel="noopener noreferrer" target="_blank">
                open in Teams
              </a>
            </dd>
          </>
        )}
      </dl>
    </details>
  );
}

export const storedStyle = `
.stored { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.25rem; margin: 0; }
.stored dt { color: var(--quiet); }
.stored dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
@media (max-width: 30rem) { .stored { grid-template-columns: 1fr; gap: 0; } .stored dd { margin-bottom: 0.5rem; } }
`;
