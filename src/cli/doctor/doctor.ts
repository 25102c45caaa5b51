/** `doctor`: what works, what does not, and what to do about it. */

import { isPublicOrLoopback } from '../../setting-formats.ts';
import { settingsCommand } from '../command.ts';
import { accountName } from '../deployment/account.ts';
import { EXIT } from '../exit.ts';
import { jsonLine, jsonOption } from '../list.ts';
import type { Format } from '../syntax.ts';
import type { StyledText, Terminal } from '../terminal.ts';
import { type Result, runChecks } from './check.ts';
import { checks } from './checks/index.ts';
import { createExamination } from './examination.ts';
import type { ReadSettings } from './read-settings.ts';
import { checkLines, reportLines, resultAsJson } from './report.ts';

const origin: Format<string> = {
  expected: 'an https address without a path, such as https://calls.contoso.example',
  read: (text) => (isPublicOrLoopback(text) ? text : undefined),
};

export const doctor = settingsCommand({
  name: 'doctor',
  summary: 'what works in a deployment, what does not, and what to do about it',
  options: {
    webhook: {
      takes: 'origin',
      description: 'try this address of the webhook, before WEBHOOK_BASE_URL is set to it',
      format: origin,
    },
    ...jsonOption,
  },
  details: `Each check passes, fails, or is unknown: it cannot be seen from here. Each is shown as soon as it was made, and
at the end what is wrong, with what to do about it. A fault hides the checks that depend on it.
The doctor looks at the settings; at storage, with every right tried; at the token for Graph, its permission, and Graph;
at the webhook, by Graph's own handshake; at the subscription; and at what the pipeline last did. To try the rights it
writes a scratch row to PipelineStatus under the partition "doctor", and sends a message that nothing can receive. Both
are deleted at once. The report holds no secret and nothing about anybody's call.

Outside Azure the doctor asks storage and Graph as you (az login), not as the app's managed identity. The report says
where that matters. Exit code: 0 when nothing failed, 1 when something did.`,

  async run({ terminal, settings }, { options: { webhook, json } }) {
    const examination = createExamination(
      webhook === undefined ? settings.environment : { ...settings.environment, WEBHOOK_BASE_URL: webhook },
    );
    terminal.say(`${subject(examination.settings)}, from ${settings.from}.\n`);
    const results = await terminal.during(async (show) => {
      const done: Array<Result> = [];
      for await (const result of runChecks(checks, examination)) {
        if (json) await terminal.print(jsonLine(resultAsJson(result)));
        else await printLines(terminal, checkLines(result, done, terminal.columns));
        done.push(result);
        const next = checks[done.length];
        if (next !== undefined) show(`${next.about}: ${next.title}`);
      }
      return done;
    });
    if (!json) await printLines(terminal, reportLines(results, terminal.columns));
    return results.some(({ finding }) => finding.status === 'fail') ? EXIT.foundWrong : EXIT.done;
  },
});

async function printLines({ print }: Terminal, lines: ReadonlyArray<StyledText>): Promise<void> {
  for (const { text, style } of lines) await print(`${text}\n`, style);
}

function subject({ access }: ReadSettings): string {
  return access === undefined
    ? 'Settings'
    : `Account ${accountName(access.storage)}, tenant ${access.tenantId}`;
}
