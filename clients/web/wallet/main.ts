import { createApp } from 'vue';
// Not the style modules: those take an icon font along, with an address on a foreign host.
import 'vant/es/style/base.css';
import 'vant/es/switch/index.css';
import 'vant/es/tabbar/index.css';
import 'vant/es/tabbar-item/index.css';
import { createLanguage } from '../shell/language';
import '../shell/theme.css';
import './wallet.css';
import './large-type';
import WalletApp from './WalletApp.vue';
import { words } from './words';

createApp(WalletApp).use(createLanguage(words)).mount('#app');

// Absent where the page is not served over https.
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register('/wallet/sw.js', { scope: '/wallet/' }).catch(() => undefined);
}
