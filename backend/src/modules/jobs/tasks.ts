import {
  completeEndedTask,
  expireHoldsTask,
  findEnded,
  findExpiredHolds,
  findUnattended,
  releaseUnattendedTask,
} from '../bookings/bookings.jobs.ts';
import { countClientTask } from '../customers/customers.count.ts';
import { insightTasks } from '../insights/insights.jobs.ts';
import { intakeTasks } from '../intake/intake.sweep.ts';
import { moneyTasks } from '../payments/payments.jobs.ts';
import type { Mailer } from '../messages/mailer.ts';
import { openChannels } from '../messages/channels.ts';
import { findDueMessages, mailTask, planMessagesTask, sendMessageTask } from '../messages/messages.jobs.ts';
import type { JobDeps } from './task-list.ts';
import type { Tasks } from './task.ts';
import { refreshSearchTask, rollSearch } from '../search/search.jobs.ts';
import { offerWaitlistTask } from '../waitlist/waitlist.jobs.ts';
import { sweep } from './upkeep.ts';

/** Everything the worker can be asked to do, by name. */
export function createTasks(deps: JobDeps, mailer: Mailer): Tasks {
  return {
    'mail.send': mailTask(deps, mailer),
    'messages.plan': planMessagesTask(deps),
    'messages.send': sendMessageTask({ ...deps, channels: openChannels(deps.env, mailer) }),
    'messages.find': findDueMessages,
    'holds.find': findExpiredHolds,
    'holds.expire': expireHoldsTask,
    'bookings.find': findUnattended,
    'bookings.release': releaseUnattendedTask,
    'bookings.ended': findEnded,
    'bookings.complete': completeEndedTask,
    'search.roll': rollSearch,
    'search.refresh': refreshSearchTask(deps),
    'waitlist.offer': offerWaitlistTask(deps),
    'customers.count': countClientTask,
    ...moneyTasks(deps),
    ...intakeTasks(deps),
    ...insightTasks(deps),
    sweep,
  };
}
