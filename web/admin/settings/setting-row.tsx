import { useTranslation } from 'react-i18next';
import type { RouteOutput } from '#contracts/define.ts';
import type { AdminHttp } from '#contracts/http/admin.ts';
import styles from '../admin.module.css';

export type Setting = RouteOutput<AdminHttp['listSettings']>['settings'][number];

/** One setting. Of a secret the server says only whether it is set. */
export function SettingRow({ setting }: { setting: Setting }) {
  const { t } = useTranslation('admin');
  const { name, value, origin, help } = setting;
  const isSet = origin !== 'not set';
  return (
    <tr>
      <td>
        <div className={styles['code']}>{name}</div>
        <div className={styles['quiet']}>{help}</div>
      </td>
      <td data-label={t('settings.value')} className={isSet ? styles['code'] : styles['quiet']}>
        {isSet ? value : t('settings.notSet')}
      </td>
      <td data-label={t('settings.origin')} className={styles['origin']}>
        {origin === 'not set' ? null : t(`settings.${origin}`)}
      </td>
    </tr>
  );
}
