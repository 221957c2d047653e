import { Fleet } from './fleet';

export default function Page() {
  return <Fleet />;
}
