import { NotFoundState } from '@/components/not-found-state';

/** A webhook or delivery that is deleted, another organisation's, or never was; the panel around it stays. */
export default function PanelNotFound() {
  return <NotFoundState />;
}
