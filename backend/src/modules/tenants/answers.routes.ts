import type { App } from '../../app.ts';
import { reply200 } from '../../plugins/envelope.ts';
import { comparedAnswers, keptAnswers } from './answers.contract.ts';

/** For those who made something of many answers, as our own pages are: one question instead of each of them again. */
export async function answerRoutes(app: App): Promise<void> {
  app.post(
    '/answers/comparison',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Tenant'],
        operationId: 'compareAnswers',
        summary: 'Whether a guest would be answered as before; changes nothing',
        body: keptAnswers,
        response: reply200(comparedAnswers),
      },
    },
    async (request) => {
      const { answers } = request.body;
      const tags = await Promise.all(answers.map(({ path }) => app.keptTag(request.ctx, path)));
      return { data: { same: answers.every(({ tag }, index) => tag === tags[index]) } };
    },
  );
}
