import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';

/** One piece of a line; `color` names a token of the stylesheet, null for plain text. */
export interface CodePiece {
  text: string;
  color: string | null;
}

export type Syntax =
  | 'csharp'
  | 'go'
  | 'java'
  | 'javascript'
  | 'json'
  | 'php'
  | 'python'
  | 'ruby'
  | 'typescript';

/** Colours are our own tokens (globals.css), so that light and dark come from the same markup. */
const theme = createCssVariablesTheme({ name: 'voki', variablePrefix: '--code-', fontStyle: false });
const PLAIN = 'var(--code-foreground)';

let highlighter: Promise<HighlighterCore> | undefined;

/** Grammars are large and only the guide needs them, so they come with its first reader. */
function load(): Promise<HighlighterCore> {
  highlighter ??= createHighlighterCore({
    themes: [theme],
    langs: [
      import('shiki/langs/csharp.mjs'),
      import('shiki/langs/go.mjs'),
      import('shiki/langs/java.mjs'),
      import('shiki/langs/javascript.mjs'),
      import('shiki/langs/json.mjs'),
      import('shiki/langs/php.mjs'),
      import('shiki/langs/python.mjs'),
      import('shiki/langs/ruby.mjs'),
      import('shiki/langs/typescript.mjs'),
    ],
    engine: createJavaScriptRegexEngine(),
  });
  return highlighter;
}

/** `code` line by line, in pieces of one colour. For the server. */
export async function highlight(code: string, syntax: Syntax): Promise<CodePiece[][]> {
  const { codeToTokensBase } = await load();
  return codeToTokensBase(code, { lang: syntax, theme: 'voki' }).map((line) =>
    line.map(({ content, color }) => ({ text: content, color: color && color !== PLAIN ? color : null })),
  );
}
