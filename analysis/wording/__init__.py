"""The words for readers, in each language of the pages: sentences about a result, messages, names of values.

The pipeline and the API know codes and figures; what people read of them is made here.
"""
