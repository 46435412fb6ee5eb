"""Chinese names among the words that rjieba classifies.

rjieba's classes "nr", "ns" and "nt" hold many common words ("明白" as a person, "城市" as a place). A class is believed
only where the form of the word supports it: a surname and a given name, or the ending of a place or an organisation.
"""

from analysis.pipeline.nlp.words.word_lists import word_set

#: Surnames that begin few common words: with one or two more characters they are a name.
_SURNAMES = frozenset(
    "李王刘劉赵趙吴吳孙孫朱郭郑鄭宋韩韓冯馮邓鄧曹彭萧蕭蔡潘袁蒋蔣魏吕呂沈姚卢盧崔廖汪薛邹鄒孟邱邵郝龚龔"
)
#: Surnames that begin many common words: only with two more characters.
_SURNAMES_OF_LONG_NAMES = frozenset(
    "张張陈陳杨楊徐梁谢謝董苏蘇丁姜谭譚贾賈侯龙龍钱錢戴黄黃周林胡马馬罗羅唐许許于曾范任叶葉习習"
)
#: Words that follow a name and which the dictionary joins to it.
_NO_GIVEN_NAME = frozenset("住说說在是的了和去来來有看给給对對把被让讓叫")
_PLACE_ENDINGS = ("省", "市", "县", "縣", "自治区", "自治區", "特区", "特區", "半岛", "半島", "群岛", "群島")
_ORGANISATION_ENDINGS = (
    "大学", "大學", "学院", "學院", "公司", "集团", "集團", "银行", "銀行", "委员会", "委員會", "研究所", "研究院",
    "基金会", "基金會", "协会", "協會", "博物馆", "博物館", "电视台", "電視台", "出版社", "法院", "国会", "國會",
)  # fmt: skip
#: Well-known names, many of which these rules miss.
PLACES = word_set(
    """
    中国 美国 英国 法国 德国 俄罗斯 日本 韩国 印度 上海 北京 广州 深圳 天津 重庆 成都 武汉 杭州 南京 西安 苏州 长沙
    青岛 大连 厦门 沈阳 哈尔滨 济南 郑州 昆明 福州 宁波 无锡 合肥 香港 澳门 台湾 台北 高雄 台中 台南 新竹 广东 广西
    湖南 湖北 河南 河北 山东 山西 陕西 四川 云南 贵州 浙江 江苏 江西 福建 安徽 海南 吉林 辽宁 黑龙江 内蒙古 新疆
    蒙特利尔 孟买 旧金山 洛杉矶 芝加哥 波士顿 西雅图 巴塞罗那 慕尼黑 大阪 京都 釜山
    西藏 青海 甘肃 宁夏 中國 美國 英國 法國 德國 俄羅斯 韓國 廣州 重慶 武漢 蘇州 長沙 青島 大連 廈門 瀋陽 濟南 鄭州
    寧波 無錫 澳門 臺灣 台灣 臺北 廣東 廣西 山東 陝西 雲南 貴州 江蘇 遼寧 黑龍江 內蒙古 寧夏 亚洲 欧洲 非洲 美洲
    亞洲 歐洲 华尔街 硅谷 好莱坞 長江 长江 黄河 黃河
    """
)
PEOPLE = word_set(
    """
    马云 马化腾 任正非 雷军 李彦宏 刘强东 习近平 毛泽东 邓小平 周恩来 孔子 老子 孟子 庄子 李白 杜甫 苏轼 鲁迅 莫言
    成龙 李小龙 周杰伦 姚明 马斯克 特朗普 拜登 奥巴马 普京 爱因斯坦 牛顿 达尔文 乔布斯 比尔盖茨 扎克伯格 贝佐斯
    巴菲特 馬雲 雷軍 習近平 毛澤東 鄧小平 周恩來 莊子 蘇軾 魯迅 成龍 周杰倫 川普 歐巴馬 愛因斯坦 牛頓 達爾文 賈伯斯
    """
)
ORGANISATIONS = word_set(
    """
    特斯拉 苹果公司 谷歌 微软 亚马逊 脸书 推特 腾讯 阿里巴巴 百度 华为 小米 京东 字节跳动 网易 英伟达 英特尔 三星
    索尼 丰田 本田 大众汽车 宝马 奔驰 波音 空客 麦当劳 星巴克 可口可乐 耐克 阿迪达斯 美联储 世界银行 联合国 欧盟
    北约 世卫组织 微軟 亞馬遜 臉書 騰訊 華為 英偉達 輝達 台積電 台积电 聯發科 鴻海 豐田 麥當勞 聯合國 歐盟
    """
)
PRODUCTS = word_set("比特币 以太坊 微信 抖音 淘宝 支付宝 微博 比特幣 支付寶")


def entity_type(word: str, tag: str) -> str | None:
    """Return the entity type of a word with its rjieba class; None if it is no name."""
    if tag == "nr" and _is_full_name(word):
        return "person"
    if tag == "ns" and len(word) > 2 and word.endswith(_PLACE_ENDINGS):
        return "place"
    return "organisation" if tag == "nt" and len(word) > 3 and word.endswith(_ORGANISATION_ENDINGS) else None


def _is_full_name(word: str) -> bool:
    if word[-1] in _NO_GIVEN_NAME:
        return False
    return (len(word) in (2, 3) and word[0] in _SURNAMES) or (len(word) == 3 and word[0] in _SURNAMES_OF_LONG_NAMES)
