'use client';

import { Undo2 } from 'lucide-react';
import { useNow, useTranslations } from 'next-intl';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Progress } from '@/components/ui/progress';
import { useAction } from '@/components/use-action';
import { cancelJobAction } from '@/lib/webhooks/actions/cancel-job';
import type { JobDto } from '@/lib/webhooks/dtos';

interface JobNoticeProps {
  webhookId: string;
  job: JobDto;
  mayChange: boolean;
  onChange: () => void;
  onClose: () => void;
}

/** How far work on many deliveries is, how it ended, and the way to stop or undo it. Needs `recovery`, `errors`. */
export function JobNotice({ webhookId, job, mayChange, onChange, onClose }: JobNoticeProps) {
  const t = useTranslations('recovery.job');
  const tCommon = useTranslations('common');
  const now = useNow({ updateInterval: 500 });
  const cancel = useAction(cancelJobAction);
  const isRunning = job.state === 'running';
  const secondsLeft = Math.ceil((Date.parse(job.starts_at) - now.getTime()) / 1000);
  const isDrop = job.kind === 'drop_held';
  const ended = job.arrived + job.failed;
  // Held ones go out for the first time.
  const isFirst = job.unsent === job.total && job.total > 0;
  const counts = { total: job.total, taken: job.taken };

  const stateText =
    isFirst && (job.state === 'running' || job.state === 'done')
      ? t(`${job.state}_first`, counts)
      : t(job.state, counts);

  async function stop() {
    await cancel.run(webhookId, job.id);
    onChange();
  }

  if (isDrop && job.state === 'cancelled') return null;
  return (
    <Notice
      // Takes the focus of what started this, except where the way back is what is wanted first, for ten seconds.
      {...(!(isDrop && isRunning) && { tabIndex: -1 })}
      tone={
        job.state === 'stopped'
          ? 'failure'
          : isRunning
            ? 'info'
            : job.failed > 0 && !isDrop
              ? 'warning'
              : 'success'
      }
      title={isDrop ? t(isRunning ? 'dropping' : 'dropped', { count: job.total }) : stateText}
      actions={
        isRunning ? (
          mayChange && (
            <Button size="sm" busy={cancel.busy} onClick={() => void stop()}>
              {isDrop ? (
                <>
                  <Undo2 aria-hidden="true" />
                  {t('undo')}
                  <span className="w-8 text-right text-text-muted tabular-nums" aria-hidden="true">
                    {t('seconds_left', { seconds: Math.max(secondsLeft, 0) })}
                  </span>
                </>
              ) : (
                t('cancel')
              )}
            </Button>
          )
        ) : (
          <Button size="sm" variant="ghost" onClick={onClose}>
            {tCommon('close')}
          </Button>
        )
      }
    >
      {!isDrop && (
        <>
          <p className="tabular-nums">{t('progress', { arrived: job.arrived, failed: job.failed })}</p>
          {isRunning && (
            <div className="mt-2 max-w-80">
              <Progress label={stateText} value={ended} max={job.total} />
            </div>
          )}
        </>
      )}
      <ActionError failure={cancel.failure} className="mt-2" />
    </Notice>
  );
}
