import { CodeBlock } from '@/components/ui/code-block';
import { highlight, type Syntax } from '@/lib/highlight';

interface HighlightedCodeProps {
  /** Names the block for screen readers. */
  label: string;
  syntax: Syntax;
  className?: string;
  code: string;
}

/** Code in the colours of its language, made on the server. */
export async function HighlightedCode({ label, syntax, className, code }: HighlightedCodeProps) {
  const lines = await highlight(code.trimEnd(), syntax);
  return (
    <CodeBlock label={label} {...(className && { className })}>
      {lines.map((line, row) => (
        // Lines and pieces never change their places.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <span key={row}>
          {line.map(({ text, color }, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <span key={column} style={color ? { color } : undefined}>
              {text}
            </span>
          ))}
          {'\n'}
        </span>
      ))}
    </CodeBlock>
  );
}
