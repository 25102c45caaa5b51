/** Reads queries with the parser of Azure Monitor's own query language, and with the columns of its tables. */

import { createRequire } from 'node:module';

/** As much of the parser as is used here; it is a .NET library in JavaScript, and lives in a global variable. */
interface KustoLanguage {
  readonly Symbols: {
    readonly TableSymbol: { From(schema: string): { WithName(name: string): object } };
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: ReadonlyArray<object>) => object };
  };
  readonly GlobalState: { readonly Default: { WithDatabase(database: object): object } };
  readonly KustoCode: { ParseAndAnalyze(query: string, globals: object): KustoCode };
  readonly Syntax: {
    readonly SyntaxElement: { WalkNodes(root: KustoNode, visit: (node: KustoNode) => void): void };
    readonly SyntaxKind: Readonly<Record<string, number>>;
  };
}
export interface List<T> {
  readonly Count: number;
  getItem(index: number): T;
}
interface KustoCode {
  readonly Syntax: KustoNode & { readonly Statements?: List<KustoNode> };
  readonly ResultType: { readonly Columns?: List<{ readonly Name: string }> } | null;
  GetDiagnostics(): List<{ readonly Message: string }>;
}
/** A node of any kind; only some have the parts that are optional here. */
export interface KustoNode {
  readonly Kind: number;
  readonly ResultType?: { readonly Name: string } | null;
  readonly SimpleName?: string;
  readonly Name?: KustoNode;
  readonly Element?: KustoNode;
  readonly Expression?: KustoNode;
  readonly Operator?: KustoNode;
  readonly Condition?: KustoNode;
  readonly Selector?: KustoNode;
  readonly Left?: KustoNode;
  readonly Right?: KustoNode;
  readonly ArgumentList?: KustoNode;
  readonly ByClause?: KustoNode;
  readonly ConditionClause?: KustoNode;
  readonly Expressions?: List<KustoNode>;
  readonly Aggregates?: List<KustoNode>;
  readonly Parameters?: List<KustoNode>;
  readonly LiteralValue?: unknown;
  toString(spacing: number): string;
}
declare global {
  var Kusto: { readonly Language: KustoLanguage } | undefined;
}

/** The columns that the queries may use. https://learn.microsoft.com/azure/azure-monitor/reference/tables-index */
const TABLES = {
  AppTraces:
    '(TimeGenerated: datetime, Message: string, SeverityLevel: int, OperationName: string, Properties: dynamic)',
  AppRequests:
    '(TimeGenerated: datetime, Name: string, OperationId: string, OperationName: string, Success: bool, ResultCode: string, DurationMs: real)',
  AppExceptions:
    '(TimeGenerated: datetime, OperationId: string, OperationName: string, ExceptionType: string, OuterMessage: string, InnermostMessage: string, SeverityLevel: int, Properties: dynamic)',
} as const;

export interface Query {
  /** What the parser does not understand, names without a column among it. */
  readonly problems: ReadonlyArray<string>;
  readonly columns: ReadonlyArray<string>;
  /** The event whose lines are read, when it reads our log. */
  readonly event: string | undefined;
  /** Fields of the event's line. */
  readonly fields: ReadonlySet<string>;
  /** Texts that something is compared with: by what is compared. */
  readonly comparisons: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The tree of a query. */
export function parsed(text: string): KustoCode['Syntax'] {
  return analysed(text).Syntax;
}

/** The parser's name for what a node is, such as `FilterOperator`. */
export function kindOf({ Kind }: KustoNode): string {
  return load().kinds.get(Kind) ?? String(Kind);
}

function analysed(text: string): KustoCode {
  const { language, globals } = load();
  return language.KustoCode.ParseAndAnalyze(text, globals);
}

export function readQuery(text: string): Query {
  const { language } = load();
  const code = analysed(text);
  const fields = new Set<string>();
  const comparisons = new Map<string, Set<string>>();
  let event: string | undefined;
  language.Syntax.SyntaxElement.WalkNodes(code.Syntax, (node) => {
    const { Expression: base, Selector: selector, Left: left, Right: right } = node;
    // What the host adds to each row stands in Properties; any other dynamic value is the event's line.
    if (
      selector !== undefined &&
      base?.ResultType?.Name === 'dynamic' &&
      base.toString(0).trim() !== 'Properties'
    )
      fields.add(selector.toString(0).trim());
    if (left === undefined || right === undefined) return;
    const texts = textsIn(language, right);
    const what = left.toString(0).trim();
    if (what === 'Message')
      event ??= texts.map((found) => /^\{"event":"(\w+)"$/.exec(found)?.[1]).find(Boolean);
    else if (texts.length > 0) comparisons.set(what, new Set([...(comparisons.get(what) ?? []), ...texts]));
  });
  return {
    problems: itemsOf(code.GetDiagnostics()).map(({ Message }) => Message),
    columns: itemsOf(code.ResultType?.Columns).map(({ Name }) => Name),
    event,
    fields,
    comparisons,
  };
}

function textsIn(language: KustoLanguage, root: KustoNode): ReadonlyArray<string> {
  const texts: Array<string> = [];
  language.Syntax.SyntaxElement.WalkNodes(root, (node) => {
    if (typeof node.LiteralValue === 'string') texts.push(node.LiteralValue);
  });
  return texts;
}

export function itemsOf<T>(list: List<T> | undefined): ReadonlyArray<T> {
  return list === undefined ? [] : Array.from({ length: list.Count }, (_, index) => list.getItem(index));
}

interface Loaded {
  readonly language: KustoLanguage;
  readonly globals: object;
  readonly kinds: ReadonlyMap<number, string>;
}

let loaded: Loaded | undefined;

function load(): Loaded {
  if (loaded !== undefined) return loaded;
  const require = createRequire(import.meta.url);
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  const language = globalThis.Kusto?.Language;
  if (language === undefined) throw new Error('the Kusto language service did not load');
  const { TableSymbol, DatabaseSymbol } = language.Symbols;
  const symbols = Object.entries(TABLES).map(([name, schema]) => TableSymbol.From(schema).WithName(name));
  const globals = language.GlobalState.Default.WithDatabase(new DatabaseSymbol.ctor('workspace', symbols));
  const kinds = new Map(Object.entries(language.Syntax.SyntaxKind).map(([name, kind]) => [kind, name]));
  loaded = { language, globals, kinds };
  return loaded;
}
