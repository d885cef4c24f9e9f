import { useTranslation } from 'react-i18next';
import styles from './app-frame.module.css';

export function Brand() {
  const { t } = useTranslation();
  return (
    <span className={styles['mark']}>
      <img src="/bedside.svg" alt="" width={32} height={32} />
      {t('brand')}
    </span>
  );
}
