import { CSHARP } from './csharp';
import { GO } from './go';
import { JAVA } from './java';
import { NEXT } from './next';
import { NODE } from './node';
import { PHP } from './php';
import { PYTHON } from './python';
import { RUBY } from './ruby';

/** In the order in which the guide offers them. */
export const RECEIVER_LANGUAGES = ['python', 'node', 'next', 'php', 'csharp', 'go', 'java', 'ruby'] as const;
export type ReceiverLanguage = (typeof RECEIVER_LANGUAGES)[number];

/** A whole program that takes deliveries and checks their signature, with nothing but what the language brings. */
export interface ReceiverProgram {
  /** Proper names, the same in every language. */
  label: string;
  file: string;
  /** How it is highlighted. */
  syntax: 'python' | 'javascript' | 'typescript' | 'php' | 'csharp' | 'go' | 'java' | 'ruby';
  /** How it is started once VOKI_WEBHOOK_SECRET is set; null: the framework does it. */
  run: string | null;
  code: string;
}

export const RECEIVERS: Record<ReceiverLanguage, ReceiverProgram> = {
  python: {
    label: 'Python',
    file: 'receiver.py',
    syntax: 'python',
    run: 'python3 receiver.py',
    code: PYTHON,
  },
  node: {
    label: 'Node.js',
    file: 'receiver.mjs',
    syntax: 'javascript',
    run: 'node receiver.mjs',
    code: NODE,
  },
  next: { label: 'Next.js', file: 'app/api/voki/route.ts', syntax: 'typescript', run: null, code: NEXT },
  php: {
    label: 'PHP',
    file: 'receiver.php',
    syntax: 'php',
    run: 'php -S 127.0.0.1:8000 receiver.php',
    code: PHP,
  },
  csharp: { label: 'C#', file: 'receiver.cs', syntax: 'csharp', run: 'dotnet run receiver.cs', code: CSHARP },
  go: { label: 'Go', file: 'receiver.go', syntax: 'go', run: 'go run receiver.go', code: GO },
  java: { label: 'Java', file: 'Receiver.java', syntax: 'java', run: 'java Receiver.java', code: JAVA },
  ruby: { label: 'Ruby', file: 'config.ru', syntax: 'ruby', run: 'rackup -o 127.0.0.1 -p 8000', code: RUBY },
};
