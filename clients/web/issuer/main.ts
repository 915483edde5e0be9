import { createApp } from 'vue';
import { createLanguage } from '../shell/language';
import '../shell/theme.css';
import './issuer.css';
import IssuerPage from './IssuerPage.vue';
import { words } from './words';

createApp(IssuerPage).use(createLanguage(words)).mount('#app');
