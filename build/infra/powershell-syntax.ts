/** Finds what is no PowerShell, on machines without PowerShell. */

import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** Returns a line for each place that cannot be parsed. */
export async function powershellSyntaxErrors(file: string, text: string): Promise<ReadonlyArray<string>> {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve(
    'tree-sitter-powershell/tree-sitter-powershell.wasm',
  );
  const parser = new Parser().setLanguage(await Language.load(grammar));
  const tree = parser.parse(text);
  if (tree === null) return [`${file}: cannot be parsed`];
  return errorsBelow(tree.rootNode).map(({ startPosition, text: found, isMissing, type }) => {
    const place = `${file}(${startPosition.row + 1},${startPosition.column + 1})`;
    return isMissing ? `${place}: ${type} is missing` : `${place}: not understood: ${found.slice(0, 60)}`;
  });
}

function errorsBelow(node: Node): ReadonlyArray<Node> {
  if (node.isError || node.isMissing) return [node];
  if (!node.hasError) return [];
  return node.children.flatMap((child) => (child === null ? [] : errorsBelow(child)));
}
