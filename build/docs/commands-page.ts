/** docs/commands.md, from the declarations of the commands. */

import type { Command } from '../../src/cli/command.ts';
import { program } from '../../src/cli/commands.ts';
import { PLACE_GROUP, tablesOptions } from '../../src/cli/deployment/find-settings.ts';
import type { Options, Switch, ValueOption } from '../../src/cli/syntax.ts';

/** The whole page, in Markdown. */
export function commandsPage(): string {
  const { commands, details } = program;
  return `# Commands

Generated from the declarations in \`src/cli\`: \`npm run docs\` writes this page.

\`./callrecords\` reads and operates a deployment from your machine. It runs in a clone after \`npm ci\`, and from the
unpacked archive that \`npm run package\` makes (\`package/callrecords.zip\`), which needs Node.js 22.18 or later and nothing
else. In PowerShell and cmd type \`.\\callrecords\`. \`./callrecords COMMAND --help\` says what this page says.

| command | what it does |
|---|---|
${commands.map(({ name, summary }) => `| [\`${name}\`](#${name.replace(' ', '-')}) | ${summary} |`).join('\n')}

${details}

The first line on standard error names the account and the tenant that a command works on, and where it knows them from.
Answers go to standard output. Text from outside is shown without control characters and marks of direction; \`--json\`
keeps them, escaped.

## Which deployment

These options belong to every command that asks a deployment; \`--account\` and \`--tenant\` only to those that need
nothing but the tables.

${optionTable(tablesOptions)}

With \`--app\`, commands that only read learn the account and the tenant from tags of the function app, for which the role
Reader is enough. Commands that change something, and \`doctor\`, read the settings of the app, by name and in memory. All
of them ask storage as you: sign in with \`az login\`.

${commands.map(section).join('\n')}`;
}

function section(command: Command): string {
  const { name, summary, details, options, operands } = command;
  const own = Object.fromEntries(Object.entries(options).filter(([, { group }]) => group !== PLACE_GROUP));
  const placeholder = { one: '<ID>', some: '<ID...>', any: '[ID...]' };
  const behind = operands === undefined ? '' : ` ${placeholder[operands.count].replace('ID', operands.name)}`;
  const parts = [
    `## ${name}`,
    `${sentence(summary)}`,
    `\`\`\`\n./callrecords ${name} [options]${behind}\n\`\`\``,
    ...(operands === undefined ? [] : [`\`${operands.name}\`: ${operands.description}.`]),
    ...(Object.keys(own).length === 0 ? [] : [optionTable(own)]),
    ...(details === undefined ? [] : [details]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function optionTable(options: Options): string {
  const rows = Object.entries(options).map(
    ([name, option]) => `| ${flags(name, option)} | ${inCell(option.description)} |`,
  );
  return `| option | meaning |\n|---|---|\n${rows.join('\n')}`;
}

function flags(name: string, option: Switch | ValueOption<unknown>): string {
  return 'takes' in option ? `\`--${name} <${option.takes}>\`` : `\`--${name}\``;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
