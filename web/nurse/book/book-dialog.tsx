import { useTranslation } from 'react-i18next';
import { Dialog } from '../../care/dialog.tsx';
import { BookForm } from './book-form.tsx';

type Props = { isOpen: boolean; close: () => void };

/** Books a visit for a patient of the clinic. Closed and opened again it is empty. */
export function BookDialog({ isOpen, close }: Props) {
  const { t } = useTranslation('nurse');
  return (
    <Dialog title={t('book.open')} isOpen={isOpen} close={close} size="lg">
      <BookForm done={close} cancel={close} />
    </Dialog>
  );
}
