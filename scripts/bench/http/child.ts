import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { backendRole } from '../../lib/role.ts';

type Reply<Answer> = { answer: Answer } | { failure: string };

/** A process of the bench: it answers one question after the other. */
export interface Child<Question, Answer> {
  ask: (question: Question) => Promise<Answer>;
  stop: () => Promise<void>;
}

/** The flags that roles of the backend run under. */
const flags = backendRole('').filter((word) => word.startsWith('--'));

/** @param file a module that calls `answerParent` @param env all of its environment */
export function startChild<Question extends object, Answer>(
  file: string,
  env: NodeJS.ProcessEnv = {},
): Child<Question, Answer> {
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const child: ChildProcess = fork(file, { env, execArgv: flags, stdio: [...stdio] });
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with code ${String(code)}`);
  });
  gone.catch(() => undefined);
  return {
    async ask(question) {
      const answered = once(child, 'message') as Promise<[Reply<Answer>]>;
      child.send(question);
      const [reply] = await Promise.race([answered, gone]);
      if ('failure' in reply) throw new Error(reply.failure);
      return reply.answer;
    },
    async stop() {
      child.disconnect();
      await gone.catch(() => undefined);
    },
  };
}

/** The other side: answers until the parent goes away, however it died. */
export function answerParent(work: (question: unknown) => Promise<object | number>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (question: unknown) => {
    work(question).then(
      (answer) => process.send?.({ answer }),
      (error: unknown) => process.send?.({ failure: String(error instanceof Error ? error.stack : error) }),
    );
  });
}
