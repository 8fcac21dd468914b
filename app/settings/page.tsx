import { redirect } from 'next/navigation';
import { paths } from '@/lib/paths';

/** The settings have no page of their own. */
export default function SettingsPage() {
  redirect(paths.webhooks());
}
